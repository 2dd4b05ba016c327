import { Checkbox, Select } from '@mantine/core'
import { useState } from 'react'
import { jobsRetry } from '../strings/jobs-acts'
import { UPWARDS } from '../ui/upwards'
import { DeliveriesForm } from './deliveries-form'
import { RetryDeliveries } from './mutations'
import type { Act, QueuePause } from './queries'
import { ReasonField } from './reason-field'
import type { Counts, Target } from './target'
import { useAct } from './use-act'
import { useEmailPauses } from './use-email-pauses'

type Spread = keyof typeof jobsRetry.spreads
const SPREADS = Object.entries(jobsRetry.spreads).map(([value, label]) => ({ value, label }))

interface Props {
  target: Target
  onDone: (act: Act | null) => void
}

/** Puts emails back into the queue. */
export function RetryForm({ target, onDone }: Props) {
  const [spread, setSpread] = useState<Spread>('0')
  const [isCanary, setCanary] = useState(false)
  const [reason, setReason] = useState('')
  const retry = useAct(RetryDeliveries)
  const pauses = useEmailPauses()
  return (
    <DeliveriesForm
      act="retry"
      target={target}
      isChanged={spread !== '0' || isCanary || reason !== ''}
      fields={['reason', 'spreadSeconds']}
      confirmLabel={jobsRetry.confirm}
      onSend={async (sent) => {
        const spreadSeconds = Number(spread)
        const input = { ...sent, spreadSeconds, canary: isCanary, reason: reason.trim() || undefined }
        onDone((await retry(input)).act)
      }}
    >
      {(counts, count, error) => (
        <>
          <ul className="consequences">
            {consequences({ counts, count, spread, isCanary, pauses }).map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
          <Checkbox
            label={jobsRetry.canary}
            description={jobsRetry.canaryHint}
            checked={isCanary}
            onChange={(event) => setCanary(event.currentTarget.checked)}
          />
          <Select
            label={jobsRetry.spread}
            className="short-field"
            allowDeselect={false}
            data={SPREADS}
            value={spread}
            error={error?.messageFor('spreadSeconds')}
            onChange={(chosen) => chosen && setSpread(chosen as Spread)}
            {...UPWARDS}
          />
          <ReasonField value={reason} error={error?.messageFor('reason')} onChange={setReason} />
        </>
      )}
    </DeliveriesForm>
  )
}

interface Choice {
  counts: Counts
  count: number
  spread: Spread
  isCanary: boolean
  pauses: readonly QueuePause[]
}

/** Returns what will happen, in sentences. */
function consequences({ counts, count, spread, isCanary, pauses }: Choice): string[] {
  const unknown = counts.UNKNOWN ?? 0
  return [
    jobsRetry.again(count),
    ...(isCanary ? [jobsRetry.first] : []),
    spread === '0' ? jobsRetry.atOnce(count) : jobsRetry.over(count, jobsRetry.spreads[spread]),
    ...(pauses.length > 0
      ? [
          jobsRetry.paused(
            pauses.map(({ recipientDomain }) => recipientDomain),
            isCanary,
          ),
        ]
      : []),
    ...(unknown > 0 ? [jobsRetry.twice(unknown)] : []),
  ]
}
