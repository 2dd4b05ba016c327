import { Group } from '@mantine/core'
import { atLeast } from '../strings'
import { jobsEmails } from '../strings/jobs'
import { jobsAct } from '../strings/jobs-acts'
import { ActButton } from './act-button'
import type { Asked } from './deliveries-dialog'
import type { EmailFilters } from './jobs-location'
import { ACTABLE, type ActName, type Filter, statusesFor, type Target } from './target'

interface Props {
  filters: EmailFilters
  filter: Filter
  total: number
  isExact: boolean
  onAsk: (asked: Asked) => void
}

/** Acts on all emails that the filters keep. */
export function MatchingActs({ filters, filter, total, isExact, onAsk }: Props) {
  const target: Target = { filter, what: jobsAct.matching }
  const isPossible = (act: ActName) => statusesFor(act, target).length > 0
  const isAllRetryable =
    filters.statuses.length > 0 && filters.statuses.every((status) => ACTABLE.retry.includes(status))
  const ask = (act: ActName) => () => onAsk({ act, target })
  return (
    <Group component="section" gap="xs" mb="sm" mih={28} aria-label={jobsEmails.actsLabel}>
      {isPossible('retry') && (
        <ActButton onClick={ask('retry')}>
          {isAllRetryable ? jobsEmails.retryAll(atLeast(total, isExact)) : jobsEmails.retrySome}
        </ActButton>
      )}
      {isPossible('discard') && <ActButton onClick={ask('discard')}>{jobsEmails.discard}</ActButton>}
      {isPossible('settle') && <ActButton onClick={ask('settle')}>{jobsEmails.settle}</ActButton>}
    </Group>
  )
}
