import { Radio, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { jobsSettle } from '../strings/jobs-acts'
import { refuse } from './act-form'
import { DeliveriesForm } from './deliveries-form'
import { SettleUnknown } from './mutations'
import type { Act } from './queries'
import { ReasonField } from './reason-field'
import type { Target } from './target'
import { useAct } from './use-act'

interface Props {
  target: Target
  onDone: (act: Act | null) => void
}

type Settlement = 'SENT' | 'SEND_AGAIN'

/** Decides about emails that a mail server may have or not. */
export function SettleForm({ target, onDone }: Props) {
  const [settlement, setSettlement] = useState<Settlement>()
  const [reason, setReason] = useState('')
  const settle = useAct(SettleUnknown)
  return (
    <DeliveriesForm
      act="settle"
      target={target}
      isChanged={settlement !== undefined || reason !== ''}
      fields={['as', 'reason']}
      confirmLabel={jobsSettle.confirm}
      onSend={async (sent) => {
        if (!settlement) refuse('as', jobsSettle.missing)
        onDone((await settle({ ...sent, as: settlement, reason: reason.trim() || undefined })).act)
      }}
    >
      {(_, count, error) => (
        <>
          <Text>{jobsSettle.text(count)}</Text>
          <Radio.Group
            label={jobsSettle.as}
            value={settlement ?? ''}
            error={error?.messageFor('as')}
            onChange={(chosen) => setSettlement(chosen as Settlement)}
          >
            <Stack gap="xs" mt={4}>
              <Radio value="SENT" label={jobsSettle.sent} description={jobsSettle.sentHint} />
              <Radio value="SEND_AGAIN" label={jobsSettle.again} description={jobsSettle.againHint} />
            </Stack>
          </Radio.Group>
          <ReasonField value={reason} error={error?.messageFor('reason')} onChange={setReason} />
        </>
      )}
    </DeliveriesForm>
  )
}
