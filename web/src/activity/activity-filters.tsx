import { Button, Group, Select } from '@mantine/core'
import { strings } from '../strings'
import { SearchField } from '../ui/search-field'
import { isFiltered, NO_FILTERS } from './activity-location'
import { ActorFilter } from './actor-filter'
import { DayField } from './day-field'
import { KINDS, kindValue } from './kinds'
import { useFilters } from './use-filters'

export function ActivityFilters() {
  const [filters, setFilters] = useFilters()
  const { since, until } = filters
  const isReversed = since !== undefined && until !== undefined && until < since
  return (
    <Group gap="md" role="search" className="filters activity-filters">
      <SearchField
        label={strings.activity.search}
        value={filters.search}
        onSearch={(search) => setFilters({ search }, true)}
      />
      <KindFilter actions={filters.actions} onChange={(actions) => setFilters({ actions })} />
      <ActorFilter actor={filters.actor} onChange={(actor) => setFilters({ actor })} />
      <div className="days">
        <DayField
          label={strings.activity.since}
          value={since}
          onChange={(day) => setFilters({ since: day }, true)}
        />
        <DayField
          label={strings.activity.until}
          value={until}
          error={isReversed ? strings.activity.wrongOrder : undefined}
          onChange={(day) => setFilters({ until: day }, true)}
        />
      </div>
      {isFiltered(filters) && (
        <Button variant="subtle" px="xs" ml="-xs" onClick={() => setFilters(NO_FILTERS)}>
          {strings.activity.clear}
        </Button>
      )}
    </Group>
  )
}

interface KindFilterProps {
  actions: readonly string[]
  onChange: (actions: readonly string[]) => void
}

/** A link may name any actions; what is chosen here are those that people would call one kind. */
function KindFilter({ actions, onChange }: KindFilterProps) {
  const value = kindValue(actions)
  const all = KINDS.flatMap(({ items }) => items)
  const isOwn = value !== '' && !all.some((kind) => kind.value === value)
  const own = isOwn ? [{ value, label: strings.activity.kinds(actions.length) }] : []
  return (
    <Select
      className="filter"
      aria-label={strings.activity.kind}
      placeholder={strings.activity.allKinds}
      clearable
      searchable
      nothingFoundMessage={strings.activity.noMatch}
      data={[...own, ...KINDS.map(({ group, items }) => ({ group, items: [...items] }))]}
      value={value || null}
      onChange={(chosen) => onChange(chosen ? chosen.split(' ') : [])}
    />
  )
}
