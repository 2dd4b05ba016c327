import { Text } from '@mantine/core'
import { useState } from 'react'
import { jobsAct, jobsDiscard } from '../strings/jobs-acts'
import { refuse } from './act-form'
import { DeliveriesForm } from './deliveries-form'
import { DiscardDeliveries } from './mutations'
import type { Act } from './queries'
import { ReasonField } from './reason-field'
import type { Target } from './target'
import { useAct } from './use-act'

interface Props {
  target: Target
  onDone: (act: Act | null) => void
}

/** Gives emails up. */
export function DiscardForm({ target, onDone }: Props) {
  const [reason, setReason] = useState('')
  const discard = useAct(DiscardDeliveries)
  return (
    <DeliveriesForm
      act="discard"
      target={target}
      isDanger
      isChanged={reason !== ''}
      fields={['reason']}
      confirmLabel={jobsDiscard.confirm}
      onSend={async (sent) => {
        if (!reason.trim()) refuse('reason', jobsAct.reasonMissing)
        onDone((await discard({ ...sent, reason: reason.trim() })).act)
      }}
    >
      {(_, count, error) => (
        <>
          <Text>{jobsDiscard.text(count)}</Text>
          <ReasonField
            isRequired
            description={jobsDiscard.reasonHint}
            value={reason}
            error={error?.messageFor('reason')}
            onChange={setReason}
          />
        </>
      )}
    </DeliveriesForm>
  )
}
