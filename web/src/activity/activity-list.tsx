import { Button, Group, Skeleton } from '@mantine/core'
import { useCallback, useMemo } from 'react'
import { useQuery } from 'urql'
import { FIRST_PAGE, pageArguments } from '../people/list-location'
import { EmptyList, ListError } from '../people/list-placeholders'
import { Pager } from '../people/pager'
import { useList } from '../people/use-list'
import { useListLocation } from '../people/use-list-location'
import { usePastEnd } from '../people/use-past-end'
import { useViewer } from '../session/viewer'
import { CurrentUsersChanged, InvitedUsersChanged } from '../shared/change-subscriptions'
import { useRefreshOnChange } from '../shared/use-refresh-on-change'
import { strings } from '../strings'
import { useOnReturn } from '../ui/use-on-return'
import { isFiltered, NO_FILTERS } from './activity-location'
import { EntryList } from './entry-list'
import { AuditEntriesQuery } from './queries'
import { filterArgument, useFilters } from './use-filters'
import { useNewerEntries } from './use-newer-entries'

const PLACEHOLDERS = ['a', 'b', 'c', 'd', 'e', 'f']

export function ActivityList() {
  const { member } = useViewer()
  const [filters, setFilters] = useFilters()
  const [place, setPlace] = useListLocation()
  const filter = useMemo(() => filterArgument(filters), [filters])
  const variables = useMemo(() => ({ ...pageArguments(place), filter }), [place, filter])
  const [result, reload] = useQuery({ query: AuditEntriesQuery, variables })
  const [hasNewer, lookForNewer] = useNewerEntries(filter, place.page > 1)
  const refresh = useCallback(() => {
    reload({ requestPolicy: 'network-only' })
    lookForNewer()
  }, [reload, lookForNewer])
  const { list, problem, isCurrent } = useList(result, variables, ({ auditEntries }) => auditEntries, refresh)
  useRefreshOnChange(CurrentUsersChanged, refresh)
  useRefreshOnChange(InvitedUsersChanged, refresh)
  // Nothing is told of what is neither of a member nor of an invitation, such as a new group.
  useOnReturn(refresh)
  const entries = list?.edges.map(({ node }) => node) ?? []
  const isPastEnd = usePastEnd(result.data?.auditEntries.edges, place, setPlace)

  if (!list) return problem ? <ListError {...problem} onRetry={refresh} /> : <Skeletons />
  return (
    <>
      {problem && <ListError {...problem} onRetry={refresh} />}
      <div role="status">
        {hasNewer && (
          <Group gap="sm" className="newer">
            <span>{strings.activity.hasNew}</span>
            <Button size="compact-sm" variant="default" onClick={() => setPlace(FIRST_PAGE)}>
              {strings.activity.showNew}
            </Button>
          </Group>
        )}
      </div>
      <EntryList entries={entries} onActor={(actor) => setFilters({ actor })} />
      {entries.length > 0 && (
        <Pager
          location={place}
          setLocation={setPlace}
          total={list.totalCount}
          isExact={list.totalCountIsExact}
          shown={entries.length}
          isCurrent={isCurrent}
          info={list.pageInfo}
        />
      )}
      {isCurrent && entries.length === 0 && !isPastEnd && (
        <div className="table">
          {isFiltered(filters) ? (
            <EmptyList
              title={strings.activity.noMatch}
              hint={strings.activity.noMatchHint}
              action={{ label: strings.activity.clear, onClick: () => setFilters(NO_FILTERS) }}
            />
          ) : (
            <EmptyList
              title={strings.activity.nothing}
              hint={
                member.role === 'ADMIN' ? strings.activity.nothingHint : strings.activity.nothingOfGroupsHint
              }
            />
          )}
        </div>
      )}
    </>
  )
}

function Skeletons() {
  return (
    <div className="entries" aria-hidden="true">
      {PLACEHOLDERS.map((each) => (
        <div key={each} className="entry">
          <Skeleton height={32} width={32} circle />
          <Skeleton height={12} width="30%" radius="sm" my={5} />
          <Skeleton height={12} width="70%" radius="sm" my={5} className="entry-text" />
        </div>
      ))}
    </div>
  )
}
