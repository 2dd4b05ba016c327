import { useCallback, useId, useMemo } from 'react'
import { useClient, useQuery } from 'urql'
import type { InvitationOrderField, Role } from '../api/graphql'
import { InvitedUsersChanged } from '../shared/change-subscriptions'
import { useRoles } from '../shared/roles'
import { useRefreshOnChange } from '../shared/use-refresh-on-change'
import { strings } from '../strings'
import { lazyPart } from '../ui/lazy-page'
import { useLastValue } from '../ui/use-last-value'
import { canSelectInvitation } from './disabled-reasons'
import { EmptyInvitations } from './empty-invitations'
import { Filters } from './filters'
import { InvitationTableRow } from './invitation-row'
import { invitationFilter, shownStatus } from './invitation-statuses'
import { COLUMNS, viewOf } from './invitation-views'
import { InvitedUsersHead } from './invited-users-head'
import { pageArguments } from './list-location'
import { orderArgument } from './list-order'
import { ListError, SkeletonRows } from './list-placeholders'
import { ListTable } from './list-table'
import { lookUpInvitations } from './look-up'
import { Pager } from './pager'
import { type InvitationRow, InvitedUsersQuery } from './queries'
import { SelectPageCell } from './select-cells'
import { SelectMatching } from './select-matching'
import { FiltersOrSelection } from './selection-bar'
import { StatusFilter } from './status-filter'
import { useAct } from './use-act'
import { useDetails } from './use-details'
import { useList } from './use-list'
import { useListKeys } from './use-list-keys'
import { useListLocation } from './use-list-location'
import { usePastEnd } from './use-past-end'
import { useRoleChange } from './use-role-change'
import { useSelection } from './use-selection'

const Acts = lazyPart(() => import('./invitation-acts'))
const Details = lazyPart(() => import('./invitation-details'))
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
  const { list, problem, isCurrent } = useList(result, variables, ({ invitedUsers }) => invitedUsers, refresh)
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
  const isPastEnd = usePastEnd(result.data?.invitedUsers.edges, location, setLocation)

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
        <div className="table" data-view={view}>
          <ListTable
            ref={listKeys}
            id={listId}
            kind="invited"
            label={strings.people.invited}
            isLoading={!isCurrent}
            head={
              <>
                <SelectPageCell selection={selection} />
                <InvitedUsersHead status={status} />
              </>
            }
            notice={<SelectMatching selection={selection} />}
          >
            {!list && <SkeletonRows columns={COLUMNS[view]} />}
            {invitations.map((invitation) => (
              <InvitationTableRow
                key={invitation.id}
                invitation={invitation}
                view={view}
                role={roleOf(invitation)}
                isSelected={selection.isSelected(invitation)}
                onSelect={selection.toggle}
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
          isCurrent={isCurrent}
          info={list.pageInfo}
        />
      )}
      {outcome}
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
