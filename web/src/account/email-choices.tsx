import { Skeleton, Switch } from '@mantine/core'
import { useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { requestErrorMessage } from '../api/errors'
import { requireSuccess } from '../api/payloads'
import { strings } from '../strings'
import { notify } from '../ui/notify'
import { RetryNote } from '../ui/retry-note'
import { useAsyncAction } from '../ui/use-async-action'
import { AccountCard } from './account-card'
import { EmailChoicesQuery, UpdateEmailChoices } from './queries'

/** Which emails the person gets without asking for them; a choice is saved at once. */
export function EmailChoices() {
  const [{ data, error }, reload] = useQuery({ query: EmailChoicesQuery })
  const [, update] = useMutation(UpdateEmailChoices)
  const [run, isRunning] = useAsyncAction()
  /** Shown until it is saved. */
  const [chosen, setChosen] = useState<boolean>()
  const saved = data?.viewer?.user.wantsBounceDigests

  const choose = (isWanted: boolean) =>
    run(async () => {
      setChosen(isWanted)
      try {
        await requireSuccess(update({ input: { wantsBounceDigests: isWanted } }))
        notify(isWanted ? strings.account.bounceDigestsOn : strings.account.bounceDigestsOff)
      } finally {
        setChosen(undefined)
      }
    })
  return (
    <AccountCard title={strings.account.emails} hint={strings.account.emailsHint}>
      {saved === undefined && error && (
        <RetryNote
          title={strings.account.emailsFailed}
          text={requestErrorMessage(error)}
          onRetry={() => reload({ requestPolicy: 'network-only' })}
        />
      )}
      {saved === undefined && !error && <Skeleton height={24} width="60%" radius="sm" />}
      {saved !== undefined && (
        <Switch
          label={strings.account.bounceDigests}
          description={strings.account.bounceDigestsHint}
          checked={chosen ?? saved}
          onChange={(event) => !isRunning && void choose(event.currentTarget.checked)}
        />
      )}
    </AccountCard>
  )
}
