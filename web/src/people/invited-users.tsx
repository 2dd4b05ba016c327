import { Table } from '@mantine/core'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useQuery } from 'urql'
import type { Role } from '../api/graphql'
import { InvitedUsersChanged } from '../shared/changes'
import { useRoles } from '../shared/roles'
import { useChanges } from '../shared/use-changes'
import { strings } from '../strings'
import { useLatest } from '../ui/use-latest'
import { Filters } from './filters'
import { InvitationTableRow } from './invitation-row'
import { InvitedHead } from './invited-head'
import { Empty, ListFailed, SkeletonRows } from './list-states'
import { Pager } from './pager'
import { pageArguments, usePlace } from './place'
import { type InvitationRow, InvitedUsersQuery } from './queries'
import { SelectionBar } from './selection-bar'
import { useRoleChange } from './use-role-change'

const COLUMNS = ['select-column', '', 'wide-only', 'wide-only', 'wide-only', 'delivery-column', 'more-column']
const CONTEXT = { additionalTypenames: ['Invitation'] }

export function InvitedUsers({ onInvite }: { onInvite: (() => void) | undefined }) {
  const [place, go] = usePlace()
  const variables = useMemo(
    () => ({
      ...pageArguments(place),
      filter: {
        search: place.search || undefined,
        roles: place.role && [place.role],
        groupIds: place.group ? [place.group] : undefined,
        deliveries: place.delivery && [place.delivery],
        bulkInviteId: place.file,
      },
    }),
    [place],
  )
  const [{ data, error }, reload] = useQuery({ query: InvitedUsersQuery, variables, context: CONTEXT })
  const list = useLatest(data)?.invitedUsers
  const refresh = useCallback(() => reload({ requestPolicy: 'network-only' }), [reload])
  useChanges(InvitedUsersChanged, refresh)
  const { change, roleOf } = useRoleChange(list)
  const roles = useRoles()
  const invitations = useMemo(() => list?.edges.map(({ node }) => node) ?? [], [list])
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  // What is no longer on the screen is not selected either: nobody acts on what they do not see.
  const selected = invitations
    .filter(({ id, viewerCanRevoke }) => viewerCanRevoke && chosen.has(id))
    .map(({ id }) => id)
  const selectable = invitations.filter(({ viewerCanRevoke }) => viewerCanRevoke).map(({ id }) => id)
  const isGone = data?.invitedUsers.edges.length === 0 && place.page > 1
  useEffect(() => {
    if (isGone) go({ page: 1, after: undefined, before: undefined }, true)
  }, [isGone, go])

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
  const isFiltered = Boolean(place.search || place.role || place.group || place.delivery || place.file)
  return (
    <>
      {selected.length > 0 ? (
        <SelectionBar ids={selected} onDone={() => setChosen(new Set())} />
      ) : (
        <Filters place={place} go={go} />
      )}
      {place.file && <p className="dimmed small">{strings.people.oneFile}</p>}
      {error && <ListFailed error={error} onRetry={refresh} />}
      {!(error && !list) && (
        <div className="table">
          <Table className="list invited" aria-label={strings.people.invited} aria-busy={!list}>
            <InvitedHead
              selectable={selectable.length}
              selected={selected.length}
              onToggle={() => setChosen(new Set(selected.length === selectable.length ? [] : selectable))}
            />
            <Table.Tbody>
              {!list && <SkeletonRows columns={COLUMNS} />}
              {invitations.map((invitation) => (
                <InvitationTableRow
                  key={invitation.id}
                  invitation={invitation}
                  role={roleOf(invitation)}
                  isSelected={selected.includes(invitation.id)}
                  onSelect={toggle}
                  roles={roles}
                  onRole={changeRole}
                />
              ))}
            </Table.Tbody>
          </Table>
          {list && invitations.length === 0 && !isGone && (
            <Empty
              title={isFiltered ? strings.people.noMatch : strings.people.noInvitations}
              hint={isFiltered ? strings.people.noMatchHint : strings.people.noInvitationsHint}
              action={
                isFiltered
                  ? { label: strings.people.clear, onClick: () => go({ tab: 'invited' }) }
                  : onInvite && { label: strings.people.invite, onClick: onInvite }
              }
            />
          )}
        </div>
      )}
      {list && invitations.length > 0 && (
        <Pager
          place={place}
          go={go}
          total={list.totalCount}
          shown={invitations.length}
          info={list.pageInfo}
        />
      )}
    </>
  )
}
