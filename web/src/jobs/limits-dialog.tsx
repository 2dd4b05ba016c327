import { Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { jobs } from '../strings/jobs'
import { jobsLimits } from '../strings/jobs-acts'
import { Dialog } from '../ui/dialog'
import { notify } from '../ui/notify'
import { ActForm, refuse } from './act-form'
import { useActReason } from './act-rights'
import { UpdateQueueLimits } from './mutations'
import type { Queue } from './queries'
import { useAct } from './use-act'
import { wholeNumber } from './whole-number'

const MOST_AT_ONCE = { EMAIL: 100, BULK: 10 }
const MOST_PER_MINUTE = 100_000

interface Props {
  queue: Queue
  isOpen: boolean
  onClose: () => void
}

/** Changes how much of a queue runs at once, and how fast. */
export function LimitsDialog({ queue, isOpen, onClose }: Props) {
  return (
    <Dialog
      isOpen={isOpen}
      title={jobsLimits.title(jobs.queues[queue.name])}
      size={480}
      closedReason={useActReason()}
      onClose={onClose}
    >
      <LimitsForm queue={queue} onDone={onClose} />
    </Dialog>
  )
}

function LimitsForm({ queue: { name, limits }, onDone }: { queue: Queue; onDone: () => void }) {
  const isOwn = limits.concurrency !== limits.configuredConcurrency
  const [before] = useState({
    concurrency: isOwn ? String(limits.concurrency) : '',
    rate: limits.emailsPerMinute === null ? '' : String(limits.emailsPerMinute),
  })
  const [typed, setTyped] = useState(before)
  const update = useAct(UpdateQueueLimits)
  const send = async () => {
    const { act } = await update({
      queue: name,
      concurrency: numberOf('concurrency', typed.concurrency, MOST_AT_ONCE[name]),
      emailsPerMinute: name === 'EMAIL' ? numberOf('emailsPerMinute', typed.rate, MOST_PER_MINUTE) : null,
    })
    if (act) notify(act.summary)
    onDone()
  }
  return (
    <ActForm
      confirmLabel={jobsLimits.save}
      isChanged={typed.concurrency !== before.concurrency || typed.rate !== before.rate}
      fields={['concurrency', 'emailsPerMinute']}
      onSend={send}
    >
      {(error) => (
        <>
          <Text>{jobsLimits.hint}</Text>
          <TextInput
            label={jobsLimits.concurrency}
            description={jobsLimits.concurrencyHint(limits.configuredConcurrency)}
            inputMode="numeric"
            placeholder={String(limits.configuredConcurrency)}
            value={typed.concurrency}
            error={error?.messageFor('concurrency')}
            onChange={({ currentTarget }) => setTyped({ ...typed, concurrency: currentTarget.value })}
          />
          {name === 'EMAIL' && (
            <TextInput
              label={jobsLimits.rate}
              description={jobsLimits.rateHint}
              inputMode="numeric"
              value={typed.rate}
              error={error?.messageFor('emailsPerMinute')}
              onChange={({ currentTarget }) => setTyped({ ...typed, rate: currentTarget.value })}
            />
          )}
        </>
      )}
    </ActForm>
  )
}

/** Returns null for an empty field. */
function numberOf(field: string, text: string, most: number): number | null {
  if (!text.trim()) return null
  const value = wholeNumber(text)
  if (!value || value > most) refuse(field, jobsLimits.wrong(1, most))
  return value
}
