import { useCallback, useEffect, useId, useMemo } from 'react'
import { useClient, useQuery } from 'urql'
import type { InvitationOrderField, Role } from '../api/graphql'
import { InvitedUsersChanged } from '../shared/change-subscriptions'
import { useRoles } from '../shared/roles'
import { useRefreshOnChange } from '../shared/use-refresh-on-change'
import { strings } from '../strings'
import { lazyPart } from '../ui/lazy-page'
import { canSelectInvitation } from './disabled-reasons'
import { Filters } from './filters'
import { InvitationTableRow } from './invitation-row'
import { InvitedUsersHead } from './invited-users-head'
import { invitationFilter } from './list-filters'
import { FIRST_PAGE, isFiltered, pageArguments } from './list-location'
import { orderArgument } from './list-order'
import { EmptyList, ListError, SkeletonRows } from './list-placeholders'
import { type Column, ListTable } from './list-table'
import { lookUpInvitations } from './look-up'
import { Pager } from './pager'
import { type InvitationRow, InvitedUsersQuery } from './queries'
import { SelectPageCell } from './select-cells'
import { SelectMatching } from './select-matching'
import { FiltersOrSelection } from './selection-bar'
import { useAct } from './use-act'
import { useList } from './use-list'
import { useListKeys } from './use-list-keys'
import { useListLocation } from './use-list-location'
import { useRoleChange } from './use-role-change'
import { useSelection } from './use-selection'

const COLUMNS: Column[] = ['select', 'identity', 'role', 'groups', 'invited', 'delivery', 'more']
const Acts = lazyPart(() => import('./invitation-acts'))
const emailOf = ({ email }: InvitationRow) => email
const CONTEXT = { additionalTypenames: ['Invitation'] }

export function InvitedUsers({ onInvite }: { onInvite: (() => void) | undefined }) {
  const [location, setLocation] = useListLocation()
  const filter = useMemo(() => invitationFilter(location), [location])
  const variables = useMemo(
    () => ({
      ...pageArguments(location),
      filter,
      orderBy: orderArgument<InvitationOrderField>(location),
    }),
    [location, filter],
  )
  const [result, reload] = useQuery({ query: InvitedUsersQuery, variables, context: CONTEXT })
  const refresh = useCallback(() => reload({ requestPolicy: 'network-only' }), [reload])
  const { list, problem } = useList(result, variables, ({ invitedUsers }) => invitedUsers, refresh)
  useRefreshOnChange(InvitedUsersChanged, refresh)
  const { change, roleOf } = useRoleChange(list)
  const roles = useRoles()
  const invitations = useMemo(() => list?.edges.map(({ node }) => node) ?? [], [list])
  const client = useClient()
  const selection = useSelection<InvitationRow>({
    key: JSON.stringify(filter),
    shown: list && invitations,
    total: list?.totalCount ?? 0,
    isExact: list?.totalCountIsExact ?? false,
    canSelect: canSelectInvitation,
    lookUp: useCallback((before) => lookUpInvitations(client, before), [client]),
  })
  const { act, outcome } = useAct({ selection, nameOf: emailOf, refresh })
  const listKeys = useListKeys(selection.clear)
  const listId = useId()
  const isPastEnd = result.data?.invitedUsers.edges.length === 0 && location.page > 1
  useEffect(() => {
    if (isPastEnd) setLocation(FIRST_PAGE, true)
  }, [isPastEnd, setLocation])

  const changeRole = useCallback(
    (invitation: InvitationRow, role: Role) => change({ ...invitation, name: invitation.email }, role),
    [change],
  )
  return (
    <>
      <FiltersOrSelection
        selection={selection}
        listId={listId}
        filters={<Filters location={location} setLocation={setLocation} />}
      >
        <Acts selection={selection} filter={filter} act={act} />
      </FiltersOrSelection>
      {location.fromBulkInvite && <p className="dimmed small">{strings.people.oneBulkInvite}</p>}
      {problem && <ListError {...problem} onRetry={refresh} />}
      {(list || !problem) && (
        <div className="table">
          <ListTable
            ref={listKeys}
            id={listId}
            kind="invited"
            label={strings.people.invited}
            isLoading={!list}
            head={
              <>
                <SelectPageCell selection={selection} />
                <InvitedUsersHead />
              </>
            }
            notice={<SelectMatching selection={selection} />}
          >
            {!list && <SkeletonRows columns={COLUMNS} />}
            {invitations.map((invitation) => (
              <InvitationTableRow
                key={invitation.id}
                invitation={invitation}
                role={roleOf(invitation)}
                isSelected={selection.isSelected(invitation)}
                onSelect={selection.toggle}
                roles={roles}
                onRole={changeRole}
              />
            ))}
          </ListTable>
          {list && invitations.length === 0 && !isPastEnd && (
            <EmptyList
              title={isFiltered(location) ? strings.people.noMatch : strings.people.noInvitations}
              hint={isFiltered(location) ? strings.people.noMatchHint : strings.people.noInvitationsHint}
              action={
                isFiltered(location)
                  ? { label: strings.people.clear, onClick: () => setLocation({ tab: 'invited' }) }
                  : onInvite && { label: strings.people.invite, onClick: onInvite }
              }
            />
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
      {outcome}
    </>
  )
}
