import { Group, Skeleton, Stack } from '@mantine/core'
import { useCallback, useMemo } from 'react'
import { useQuery } from 'urql'
import { requestErrorMessage } from '../api/errors'
import { WrongLink } from '../people/wrong-link'
import { useRefreshOnChange } from '../shared/use-refresh-on-change'
import { jobsEmail, jobsEmails } from '../strings/jobs'
import { DrawerWindow } from '../ui/drawer-window'
import { RetryNote } from '../ui/retry-note'
import { useLastValue } from '../ui/use-last-value'
import { ActButton } from './act-button'
import { AttemptList } from './attempt-list'
import type { Asked } from './deliveries-dialog'
import { EmailFacts } from './email-facts'
import { LogIds } from './log-ids'
import { type Delivery, EmailQuery, OperationsChanged } from './queries'
import { ACTABLE, type ActName, type Target } from './target'

const LABELS: Record<ActName, string> = {
  retry: jobsEmails.retry,
  discard: jobsEmails.discard,
  settle: jobsEmails.settle,
}

interface Props {
  id: string
  isOpen: boolean
  onClose: () => void
  onAsk: (asked: Asked) => void
}

/** Everything about one email: how it stands, every attempt, and what to search logs for. */
export function EmailDetails({ id, isOpen, onClose, onAsk }: Props) {
  const variables = useMemo(() => ({ ids: [id] }), [id])
  const [{ data, error }, reload] = useQuery({ query: EmailQuery, variables, pause: !isOpen })
  const refresh = useCallback(() => reload({ requestPolicy: 'network-only' }), [reload])
  useRefreshOnChange(OperationsChanged, () => isOpen && refresh())
  const known = useLastValue(data)
  const [found] = known?.nodes ?? []
  const delivery = found?.__typename === 'Delivery' ? found : undefined
  return (
    <DrawerWindow
      isOpen={isOpen}
      title={delivery ? jobsEmail.title(delivery.recipient ?? jobsEmails.noRecipient) : jobsEmail.loading}
      onClose={onClose}
    >
      <Stack gap="lg">
        {error && <RetryNote title={jobsEmail.failed} text={requestErrorMessage(error)} onRetry={refresh} />}
        {known && !delivery && (
          <WrongLink
            title={jobsEmail.unknown}
            text={jobsEmail.unknownText}
            action={jobsEmail.allEmails}
            onAction={onClose}
          />
        )}
        {!known && !error && <Skeleton height={240} radius="sm" />}
        {delivery && (
          <>
            <EmailFacts delivery={delivery} />
            <DetailActs delivery={delivery} onAsk={onAsk} />
            <LogIds delivery={delivery} />
            <AttemptList attempts={delivery.attempts} />
          </>
        )}
      </Stack>
    </DrawerWindow>
  )
}

/** The acts of the list, for this email alone. */
function DetailActs({ delivery, onAsk }: { delivery: Delivery; onAsk: Props['onAsk'] }) {
  const possible = (Object.keys(ACTABLE) as ActName[]).filter((act) => ACTABLE[act].includes(delivery.status))
  if (possible.length === 0) return null
  const target: Target = {
    filter: { messageId: delivery.messageId },
    what: jobsEmail.title(delivery.recipient ?? jobsEmails.noRecipient),
  }
  return (
    <Group gap="xs">
      {possible.map((act) => (
        <ActButton key={act} onClick={() => onAsk({ act, target })}>
          {LABELS[act]}
        </ActButton>
      ))}
    </Group>
  )
}
