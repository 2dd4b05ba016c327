import { Table } from '@mantine/core'
import { useCallback, useEffect, useMemo } from 'react'
import { useQuery } from 'urql'
import { useMe } from '../session/viewer'
import { CurrentUsersChanged } from '../shared/changes'
import { useRoles } from '../shared/roles'
import { useChanges } from '../shared/use-changes'
import { strings } from '../strings'
import { useLatest } from '../ui/use-latest'
import { Filters } from './filters'
import { Empty, ListFailed, SkeletonRows } from './list-states'
import { MemberTableRow } from './member-row'
import { Pager } from './pager'
import { pageArguments, usePlace } from './place'
import { CurrentUsersQuery } from './queries'
import { useRoleChange } from './use-role-change'

const COLUMNS = ['', 'role-column', 'wide-only', 'wide-only', 'more-column']
const CONTEXT = { additionalTypenames: ['Member'] }

export function CurrentUsers({
  admins,
  onInvite,
}: {
  admins: number | undefined
  onInvite: (() => void) | undefined
}) {
  const { organization } = useMe()
  const [place, go] = usePlace()
  const variables = useMemo(
    () => ({
      ...pageArguments(place),
      filter: {
        search: place.search || undefined,
        roles: place.role && [place.role],
        groupIds: place.group ? [place.group] : undefined,
      },
    }),
    [place],
  )
  const [{ data, error }, reload] = useQuery({ query: CurrentUsersQuery, variables, context: CONTEXT })
  const list = useLatest(data)?.currentUsers
  const refresh = useCallback(() => reload({ requestPolicy: 'network-only' }), [reload])
  useChanges(CurrentUsersChanged, refresh)
  const { change, roleOf } = useRoleChange(list)
  const roles = useRoles()
  const members = list?.edges.map(({ node }) => node) ?? []
  const isGone = data?.currentUsers.edges.length === 0 && place.page > 1
  useEffect(() => {
    if (isGone) go({ page: 1, after: undefined, before: undefined }, true)
  }, [isGone, go])

  const isFiltered = Boolean(place.search || place.role || place.group)
  return (
    <>
      <Filters place={place} go={go} />
      {error && <ListFailed error={error} onRetry={refresh} />}
      {!(error && !list) && (
        <div className="table">
          <Table className="list current" aria-label={strings.people.current} aria-busy={!list}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{strings.people.user}</Table.Th>
                <Table.Th scope="col" className="role-column">
                  {strings.people.role}
                </Table.Th>
                <Table.Th scope="col" className="wide-only">
                  {strings.people.groups}
                </Table.Th>
                <Table.Th scope="col" className="wide-only">
                  {strings.people.joined}
                </Table.Th>
                <Table.Th scope="col" className="more-column">
                  <span className="unseen">{strings.people.actions}</span>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {!list && <SkeletonRows columns={COLUMNS} />}
              {members.map((member) => (
                <MemberTableRow
                  key={member.id}
                  member={member}
                  role={roleOf(member)}
                  admins={admins}
                  organizationName={organization.name}
                  roles={roles}
                  onRole={change}
                />
              ))}
            </Table.Tbody>
          </Table>
          {list && members.length === 0 && !isGone && (
            <Empty
              title={isFiltered ? strings.people.noMatch : strings.people.nobody}
              hint={isFiltered ? strings.people.noMatchHint : strings.people.nobodyHint}
              action={
                isFiltered
                  ? { label: strings.people.clear, onClick: () => go({ tab: 'current' }) }
                  : onInvite && { label: strings.people.invite, onClick: onInvite }
              }
            />
          )}
        </div>
      )}
      {list && members.length > 0 && (
        <Pager place={place} go={go} total={list.totalCount} shown={members.length} info={list.pageInfo} />
      )}
    </>
  )
}
