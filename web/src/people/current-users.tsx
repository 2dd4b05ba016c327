import { useCallback, useId, useMemo } from 'react'
import { useClient, useQuery } from 'urql'
import type { MemberOrderField } from '../api/graphql'
import { useViewer } from '../session/viewer'
import { CurrentUsersChanged } from '../shared/change-subscriptions'
import { useRoles } from '../shared/roles'
import { useRefreshOnChange } from '../shared/use-refresh-on-change'
import { strings } from '../strings'
import { lazyPart } from '../ui/lazy-page'
import { DemotionDialog } from './demotion-dialog'
import { canSelectMember } from './disabled-reasons'
import { Filters } from './filters'
import { memberFilter } from './list-filters'
import { isFiltered, pageArguments } from './list-location'
import { orderArgument } from './list-order'
import { EmptyList, ListError, SkeletonRows } from './list-placeholders'
import { type Column, HeadCell, ListTable, SortingHeadCell } from './list-table'
import { lookUpMembers } from './look-up'
import { MemberTableRow } from './member-row'
import { Pager } from './pager'
import { CurrentUsersQuery, type MemberRow } from './queries'
import { SelectPageCell } from './select-cells'
import { SelectMatching } from './select-matching'
import { FiltersOrSelection } from './selection-bar'
import { useAct } from './use-act'
import { useList } from './use-list'
import { useListKeys } from './use-list-keys'
import { useListLocation } from './use-list-location'
import { usePastEnd } from './use-past-end'
import { useRoleChange } from './use-role-change'
import { useSelection } from './use-selection'

const COLUMNS: Column[] = ['select', 'identity', 'role', 'groups', 'joined', 'active', 'more']
const Acts = lazyPart(() => import('./member-acts'))
const nameOf = ({ name }: MemberRow) => name
const CONTEXT = { additionalTypenames: ['Member'] }

export function CurrentUsers({ onInvite }: { onInvite: (() => void) | undefined }) {
  const { organization } = useViewer()
  const [location, setLocation] = useListLocation()
  const filter = useMemo(() => memberFilter(location), [location])
  const variables = useMemo(
    () => ({ ...pageArguments(location), filter, orderBy: orderArgument<MemberOrderField>(location) }),
    [location, filter],
  )
  const [result, reload] = useQuery({ query: CurrentUsersQuery, variables, context: CONTEXT })
  const refresh = useCallback(() => reload({ requestPolicy: 'network-only' }), [reload])
  const { list, problem, isCurrent } = useList(result, variables, ({ currentUsers }) => currentUsers, refresh)
  useRefreshOnChange(CurrentUsersChanged, refresh)
  const { change, roleOf, demotion, closeDemotion } = useRoleChange(list)
  const roles = useRoles()
  const members = useMemo(() => list?.edges.map(({ node }) => node) ?? [], [list])
  const client = useClient()
  const selection = useSelection<MemberRow>({
    key: JSON.stringify(filter),
    shown: list && members,
    total: list?.totalCount ?? 0,
    isExact: list?.totalCountIsExact ?? false,
    canSelect: canSelectMember,
    lookUp: useCallback((before) => lookUpMembers(client, before), [client]),
  })
  const { act, outcome } = useAct({ selection, nameOf, refresh })
  const listKeys = useListKeys(selection.clear)
  const listId = useId()
  const isPastEnd = usePastEnd(result.data?.currentUsers.edges, location, setLocation)

  return (
    <>
      <FiltersOrSelection
        selection={selection}
        listId={listId}
        filters={<Filters location={location} setLocation={setLocation} />}
      >
        <Acts selection={selection} filter={filter} act={act} />
      </FiltersOrSelection>
      {problem && <ListError {...problem} onRetry={refresh} />}
      {(list || !problem) && (
        <div className="table">
          <ListTable
            ref={listKeys}
            id={listId}
            kind="current"
            label={strings.people.current}
            isLoading={!isCurrent}
            head={
              <>
                <SelectPageCell selection={selection} />
                <Head />
              </>
            }
            notice={<SelectMatching selection={selection} exception={strings.lists.notOneself} />}
          >
            {!list && <SkeletonRows columns={COLUMNS} />}
            {members.map((member) => (
              <MemberTableRow
                key={member.id}
                member={member}
                role={roleOf(member)}
                organizationName={organization.name}
                roles={roles}
                isSelected={selection.isSelected(member)}
                onSelect={selection.toggle}
                onRole={change}
              />
            ))}
          </ListTable>
          {list && isCurrent && members.length === 0 && !isPastEnd && (
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
          isCurrent={isCurrent}
          info={list.pageInfo}
        />
      )}
      {outcome}
    </>
  )
}

function Head() {
  return (
    <>
      <SortingHeadCell column="identity" field="NAME">
        {strings.people.user}
      </SortingHeadCell>
      <SortingHeadCell column="role" field="ROLE">
        {strings.people.role}
      </SortingHeadCell>
      <HeadCell column="groups">{strings.people.groups}</HeadCell>
      <SortingHeadCell column="joined" field="JOINED_AT">
        {strings.people.joined}
      </SortingHeadCell>
      <SortingHeadCell column="active" field="LAST_ACTIVE_AT">
        {strings.lists.active}
      </SortingHeadCell>
      <HeadCell column="more">
        <span className="visually-hidden">{strings.people.actions}</span>
      </HeadCell>
    </>
  )
}
