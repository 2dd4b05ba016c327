import { useCallback, useEffect, useMemo, useState } from 'react'
import { useQuery } from 'urql'
import type { Role } from '../api/graphql'
import { InvitedUsersChanged } from '../shared/change-subscriptions'
import { useRoles } from '../shared/roles'
import { useRefreshOnChange } from '../shared/use-refresh-on-change'
import { strings } from '../strings'
import { lazyPart } from '../ui/lazy-page'
import { useLastValue } from '../ui/use-last-value'
import { EmptyInvitations } from './empty-invitations'
import { Filters } from './filters'
import { InvitationTableRow } from './invitation-row'
import { invitationFilter, shownStatus } from './invitation-statuses'
import { COLUMNS, viewOf } from './invitation-views'
import { InvitedUsersHead } from './invited-users-head'
import { FIRST_PAGE, pageArguments } from './list-location'
import { ListError, SkeletonRows } from './list-placeholders'
import { ListTable } from './list-table'
import { Pager } from './pager'
import { type InvitationRow, InvitedUsersQuery } from './queries'
import { SelectionBar } from './selection-bar'
import { StatusFilter } from './status-filter'
import { useDetails } from './use-details'
import { useList } from './use-list'
import { useListLocation } from './use-list-location'
import { useRoleChange } from './use-role-change'

const Details = lazyPart(() => import('./invitation-details'))
const CONTEXT = { additionalTypenames: ['Invitation'] }

export function InvitedUsers({ onInvite }: { onInvite: (() => void) | undefined }) {
  const [location, setLocation] = useListLocation()
  const variables = useMemo(
    () => ({
      ...pageArguments(location),
      filter: invitationFilter(location),
    }),
    [location],
  )
  const [result, reload] = useQuery({ query: InvitedUsersQuery, variables, context: CONTEXT })
  const refresh = useCallback(() => reload({ requestPolicy: 'network-only' }), [reload])
  const { list, problem, isCurrent } = useList(result, variables, ({ invitedUsers }) => invitedUsers, refresh)
  useRefreshOnChange(InvitedUsersChanged, refresh)
  const { change, roleOf } = useRoleChange(list)
  const roles = useRoles()
  const invitations = useMemo(() => list?.edges.map(({ node }) => node) ?? [], [list])
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  // Only what is on the screen counts as selected: nobody acts on what they do not see.
  const selected = invitations.filter(({ id, viewerCanRevoke }) => viewerCanRevoke && chosen.has(id))
  const selectable = invitations.filter(({ viewerCanRevoke }) => viewerCanRevoke).map(({ id }) => id)
  const isPastEnd = result.data?.invitedUsers.edges.length === 0 && location.page > 1
  useEffect(() => {
    if (isPastEnd) setLocation(FIRST_PAGE, true)
  }, [isPastEnd, setLocation])

  const toggle = useCallback(
    (id: string) =>
      setChosen((before) => {
        const after = new Set(before)
        if (!after.delete(id)) after.add(id)
        return after
      }),
    [],
  )
  const changeRole = useCallback(
    (invitation: InvitationRow, role: Role) => change({ ...invitation, name: invitation.email }, role),
    [change],
  )
  const status = shownStatus(location)
  const view = viewOf(status)
  const details = useDetails()
  const shownDetails = useLastValue(details.id)
  return (
    <>
      <StatusFilter location={location} setLocation={setLocation} />
      {selected.length > 0 ? (
        <SelectionBar selected={selected} onDone={() => setChosen(new Set())} />
      ) : (
        <Filters location={location} setLocation={setLocation} />
      )}
      {location.fromBulkInvite && <p className="dimmed small">{strings.people.oneBulkInvite}</p>}
      {problem && <ListError {...problem} onRetry={refresh} />}
      {(list || !problem) && (
        <div className="table" data-view={view}>
          <ListTable
            kind="invited"
            label={strings.people.invited}
            isLoading={!list}
            head={
              <InvitedUsersHead
                status={status}
                selectable={selectable.length}
                selected={selected.length}
                onToggle={() => setChosen(new Set(selected.length === selectable.length ? [] : selectable))}
              />
            }
          >
            {!list && <SkeletonRows columns={COLUMNS[view]} />}
            {invitations.map((invitation) => (
              <InvitationTableRow
                key={invitation.id}
                invitation={invitation}
                view={view}
                role={roleOf(invitation)}
                isSelected={selected.includes(invitation)}
                onSelect={toggle}
                roles={roles}
                onRole={changeRole}
                onDetails={details.open}
              />
            ))}
          </ListTable>
          {list && isCurrent && invitations.length === 0 && !isPastEnd && (
            <EmptyInvitations location={location} setLocation={setLocation} onInvite={onInvite} />
          )}
        </div>
      )}
      {list && invitations.length > 0 && (
        <Pager
          location={location}
          setLocation={setLocation}
          total={list.totalCount}
          isExact={list.totalCountIsExact}
          shown={invitations.length}
          info={list.pageInfo}
        />
      )}
      {shownDetails && (
        <Details
          key={shownDetails}
          id={shownDetails}
          isOpen={details.id !== undefined}
          onClose={details.close}
        />
      )}
    </>
  )
}
