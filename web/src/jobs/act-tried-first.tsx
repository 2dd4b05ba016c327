import { Text } from '@mantine/core'
import { useState } from 'react'
import { jobsActs } from '../strings/jobs-acts'
import { RetryNote } from '../ui/retry-note'
import { ActCanaries } from './act-canaries'
import type { Act } from './queries'
import { useActNow } from './use-act-now'

/** What a retry tried first: asked for once somebody opens it, and there from the start while it is being tried. */
export function ActTriedFirst({ act }: { act: Act }) {
  const [isOpen, setOpen] = useState(act.status === 'TRYING')
  if (act.kind !== 'RETRY_DELIVERIES') return null
  return (
    <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {jobsActs.canaries}
        <span className="visually-hidden">{`: ${act.summary}`}</span>
      </summary>
      {isOpen && <TriedFirst id={act.id} />}
    </details>
  )
}

function TriedFirst({ id }: { id: string }) {
  const { act, problem, refresh } = useActNow(id)
  if (problem && !act) return <RetryNote title={jobsActs.canariesFailed} text={problem} onRetry={refresh} />
  if (!act) return <Text c="dimmed">{jobsActs.canariesLoading}</Text>
  return act.canaries.length > 0 ? (
    <ActCanaries canaries={act.canaries} isTrying={act.status === 'TRYING'} />
  ) : (
    <Text c="dimmed">{jobsActs.noCanaries}</Text>
  )
}
