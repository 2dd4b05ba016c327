import { Group } from '@mantine/core'
import { jobsFailures } from '../strings/jobs'
import { SearchField } from '../ui/search-field'
import { ActButton } from './act-button'
import type { Target } from './target'
import type { SetFilters } from './use-jobs-location'

interface Props {
  domain: string
  setFilters: SetFilters
  /** Whether there is anything that could be retried. */
  hasGroups: boolean
  onRetryAll: (target: Target) => void
}

/** Whose failures are shown, and a retry of all of them. */
export function FailuresFilters({ domain, setFilters, hasGroups, onRetryAll }: Props) {
  const target: Target = {
    filter: domain ? { recipientDomain: domain } : {},
    what: domain ? jobsFailures.allOf(domain) : jobsFailures.all,
  }
  return (
    <Group role="search" className="filters">
      <SearchField
        label={jobsFailures.byDomain}
        value={domain}
        onSearch={(text) => setFilters({ domain: text }, true)}
      />
      {hasGroups && (
        <ActButton onClick={() => onRetryAll(target)}>
          {domain ? jobsFailures.retryAllOf(domain) : jobsFailures.retryAll}
        </ActButton>
      )}
    </Group>
  )
}
