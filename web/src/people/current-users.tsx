import { useCallback, useEffect, useMemo } from 'react'
import { useQuery } from 'urql'
import { useViewer } from '../session/viewer'
import { CurrentUsersChanged } from '../shared/change-subscriptions'
import { useRoles } from '../shared/roles'
import { useRefreshOnChange } from '../shared/use-refresh-on-change'
import { strings } from '../strings'
import { DemotionDialog } from './demotion-dialog'
import { Filters } from './filters'
import { FIRST_PAGE, isFiltered, pageArguments } from './list-location'
import { EmptyList, ListError, SkeletonRows } from './list-placeholders'
import { type Column, HeadCell, ListTable } from './list-table'
import { MemberTableRow } from './member-row'
import { Pager } from './pager'
import { CurrentUsersQuery } from './queries'
import { useList } from './use-list'
import { useListLocation } from './use-list-location'
import { useRoleChange } from './use-role-change'

const COLUMNS: Column[] = ['identity', 'role', 'groups', 'joined', 'more']
const CONTEXT = { additionalTypenames: ['Member'] }

export function CurrentUsers({ onInvite }: { onInvite: (() => void) | undefined }) {
  const { organization } = useViewer()
  const [location, setLocation] = useListLocation()
  const variables = useMemo(
    () => ({
      ...pageArguments(location),
      filter: {
        search: location.search || undefined,
        roles: location.role && [location.role],
        groupIds: location.group ? [location.group] : undefined,
      },
    }),
    [location],
  )
  const [result, reload] = useQuery({ query: CurrentUsersQuery, variables, context: CONTEXT })
  const refresh = useCallback(() => reload({ requestPolicy: 'network-only' }), [reload])
  const { list, problem } = useList(result, variables, ({ currentUsers }) => currentUsers, refresh)
  useRefreshOnChange(CurrentUsersChanged, refresh)
  const { change, roleOf, demotion, closeDemotion } = useRoleChange(list)
  const roles = useRoles()
  const members = list?.edges.map(({ node }) => node) ?? []
  const isPastEnd = result.data?.currentUsers.edges.length === 0 && location.page > 1
  useEffect(() => {
    if (isPastEnd) setLocation(FIRST_PAGE, true)
  }, [isPastEnd, setLocation])

  return (
    <>
      <Filters location={location} setLocation={setLocation} />
      {problem && <ListError {...problem} onRetry={refresh} />}
      {(list || !problem) && (
        <div className="table">
          <ListTable kind="current" label={strings.people.current} isLoading={!list} head={<Head />}>
            {!list && <SkeletonRows columns={COLUMNS} />}
            {members.map((member) => (
              <MemberTableRow
                key={member.id}
                member={member}
                role={roleOf(member)}
                organizationName={organization.name}
                roles={roles}
                onRole={change}
              />
            ))}
          </ListTable>
          {list && members.length === 0 && !isPastEnd && (
            <EmptyList
              title={isFiltered(location) ? strings.people.noMatch : strings.people.nobody}
              hint={isFiltered(location) ? strings.people.noMatchHint : strings.people.nobodyHint}
              action={
                isFiltered(location)
                  ? { label: strings.people.clear, onClick: () => setLocation({ tab: 'current' }) }
                  : onInvite && { label: strings.people.invite, onClick: onInvite }
              }
            />
          )}
        </div>
      )}
      <DemotionDialog demotion={demotion} onClose={closeDemotion} />
      {list && members.length > 0 && (
        <Pager
          location={location}
          setLocation={setLocation}
          total={list.totalCount}
          isExact={list.totalCountIsExact}
          shown={members.length}
          info={list.pageInfo}
        />
      )}
    </>
  )
}

function Head() {
  return (
    <>
      <HeadCell column="identity">{strings.people.user}</HeadCell>
      <HeadCell column="role">{strings.people.role}</HeadCell>
      <HeadCell column="groups">{strings.people.groups}</HeadCell>
      <HeadCell column="joined">{strings.people.joined}</HeadCell>
      <HeadCell column="more">
        <span className="visually-hidden">{strings.people.actions}</span>
      </HeadCell>
    </>
  )
}
