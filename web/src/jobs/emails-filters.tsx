import { Button, Group, Select } from '@mantine/core'
import { jobs, jobsEmails } from '../strings/jobs'
import { SearchField } from '../ui/search-field'
import { type EmailFilters, isFiltered, NO_FILTERS } from './jobs-location'
import { StateFilter } from './state-filter'
import type { SetFilters } from './use-jobs-location'

interface Props {
  filters: EmailFilters
  setFilters: SetFilters
}

/** Which emails are shown; acts are about the same ones. */
export function EmailsFilters({ filters, setFilters }: Props) {
  return (
    <>
      <StateFilter
        label={jobsEmails.statuses}
        words={jobs.status}
        chosen={filters.statuses}
        onChange={(statuses) => setFilters({ statuses })}
      />
      <Group gap="md" role="search" className="filters">
        <SearchField
          label={jobsEmails.domain}
          value={filters.domain}
          onSearch={(domain) => setFilters({ domain }, true)}
        />
        <SearchField
          label={jobsEmails.messageId}
          value={filters.messageId}
          onSearch={(messageId) => setFilters({ messageId }, true)}
        />
        <SearchField
          label={jobsEmails.organization}
          value={filters.organization}
          onSearch={(organization) => setFilters({ organization }, true)}
        />
        <Select
          className="filter"
          aria-label={jobsEmails.since}
          placeholder={jobsEmails.anyTime}
          clearable
          data={Object.entries(jobsEmails.times).map(([value, label]) => ({ value, label }))}
          value={filters.since ?? null}
          onChange={(since) => setFilters({ since: since ?? undefined })}
        />
        {isFiltered(filters) && (
          <Button variant="subtle" px="xs" ml="-xs" onClick={() => setFilters({ ...NO_FILTERS })}>
            {jobsEmails.clear}
          </Button>
        )}
      </Group>
    </>
  )
}
