import { Group } from '@mantine/core'
import { useCallback, useMemo } from 'react'
import { useQuery } from 'urql'
import { pageArguments } from '../people/list-location'
import { EmptyList, ListError, SkeletonRows } from '../people/list-placeholders'
import { type Column, HeadCell, ListTable } from '../people/list-table'
import { Pager } from '../people/pager'
import { useList } from '../people/use-list'
import { useListLocation } from '../people/use-list-location'
import { usePastEnd } from '../people/use-past-end'
import { CurrentUsersChanged, InvitedUsersChanged } from '../shared/change-subscriptions'
import { useRefreshOnChange } from '../shared/use-refresh-on-change'
import { strings } from '../strings'
import { SearchField } from '../ui/search-field'
import { GroupTableRow } from './group-row'
import { GroupListQuery } from './queries'

const COLUMNS: Column[] = ['identity', 'members', 'pending', 'more']
const CONTEXT = { additionalTypenames: ['Group', 'Member', 'Invitation'] }

interface Props {
  /** Why the viewer may not change groups; undefined where they may. */
  reason: string | undefined
  onCreate: () => void
}

export function GroupList({ reason, onCreate }: Props) {
  const [location, setLocation] = useListLocation()
  const variables = useMemo(
    () => ({ ...pageArguments(location), search: location.search || undefined }),
    [location],
  )
  const [result, reload] = useQuery({ query: GroupListQuery, variables, context: CONTEXT })
  const refresh = useCallback(() => reload({ requestPolicy: 'network-only' }), [reload])
  const { list, problem, isCurrent } = useList(result, variables, ({ groups }) => groups, refresh)
  useRefreshOnChange(CurrentUsersChanged, refresh)
  useRefreshOnChange(InvitedUsersChanged, refresh)
  const groups = list?.edges.map(({ node }) => node) ?? []
  const isPastEnd = usePastEnd(result.data?.groups.edges, location, setLocation)

  const isEmpty = list && isCurrent && groups.length === 0 && !isPastEnd
  return (
    <>
      <Group role="search" className="filters groups-filters">
        <SearchField
          label={strings.groups.search}
          value={location.search}
          onSearch={(search) => setLocation({ search }, true)}
        />
      </Group>
      {problem && <ListError {...problem} onRetry={refresh} />}
      {(list || !problem) && (
        <div className="table">
          <ListTable kind="device-groups" label={strings.shell.groups} isLoading={!isCurrent} head={<Head />}>
            {!list && <SkeletonRows columns={COLUMNS} />}
            {groups.map((group) => (
              <GroupTableRow key={group.id} group={group} reason={reason} />
            ))}
          </ListTable>
          {isEmpty && location.search && (
            <EmptyList
              title={strings.groups.noMatch}
              hint={strings.groups.noMatchHint}
              action={{ label: strings.groups.clear, onClick: () => setLocation({ search: '' }) }}
            />
          )}
          {isEmpty && !location.search && (
            <EmptyList
              title={strings.groups.none}
              hint={strings.groups.noneHint}
              action={reason ? undefined : { label: strings.groups.createFirst, onClick: onCreate }}
            />
          )}
        </div>
      )}
      {list && groups.length > 0 && (
        <Pager
          location={location}
          setLocation={setLocation}
          total={list.totalCount}
          isExact={list.totalCountIsExact}
          shown={groups.length}
          isCurrent={isCurrent}
          info={list.pageInfo}
        />
      )}
    </>
  )
}

function Head() {
  return (
    <>
      <HeadCell column="identity">{strings.groups.name}</HeadCell>
      <HeadCell column="members">{strings.groups.members}</HeadCell>
      <HeadCell column="pending">{strings.groups.pending}</HeadCell>
      <HeadCell column="more">
        <span className="visually-hidden">{strings.people.actions}</span>
      </HeadCell>
    </>
  )
}
