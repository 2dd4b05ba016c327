import { Group, Text } from '@mantine/core'
import { useCallback, useMemo } from 'react'
import { useQuery } from 'urql'
import { InvitedUsersChanged } from '../shared/change-subscriptions'
import { useRefreshOnChange } from '../shared/use-refresh-on-change'
import { strings } from '../strings'
import { suppressed } from '../strings/suppressions'
import { SearchField } from '../ui/search-field'
import { pageArguments } from './list-location'
import { EmptyList, ListError, SkeletonRows } from './list-placeholders'
import { type Column, HeadCell, ListTable } from './list-table'
import { Pager } from './pager'
import { SuppressedRow } from './suppressed-row'
import { SuppressionsQuery } from './suppression-queries'
import { useList } from './use-list'
import { useListLocation } from './use-list-location'
import { usePastEnd } from './use-past-end'
import './suppressed.css'

const COLUMNS: Column[] = ['identity', 'why', 'since', 'release']
const CONTEXT = { additionalTypenames: ['Suppression'] }

/** The addresses that are not invited, since emails to them came back for good or were reported as spam. */
export default function SuppressedUsers() {
  const [location, setLocation] = useListLocation()
  const variables = useMemo(
    () => ({ ...pageArguments(location), search: location.search || undefined }),
    [location],
  )
  const [result, reload] = useQuery({ query: SuppressionsQuery, variables, context: CONTEXT })
  const refresh = useCallback(() => reload({ requestPolicy: 'network-only' }), [reload])
  const { list, problem, isCurrent } = useList(result, variables, ({ suppressions }) => suppressions, refresh)
  // What comes back is about an invitation.
  useRefreshOnChange(InvitedUsersChanged, refresh)
  const suppressions = list?.edges.map(({ node }) => node) ?? []
  const isPastEnd = usePastEnd(result.data?.suppressions.edges, location, setLocation)
  const isEmpty = list && isCurrent && suppressions.length === 0 && !isPastEnd
  return (
    <>
      <Text c="dimmed" mb="md">
        {suppressed.hint}
      </Text>
      <Group role="search" className="filters groups-filters">
        <SearchField
          label={suppressed.search}
          value={location.search}
          onSearch={(search) => setLocation({ search }, true)}
        />
      </Group>
      {problem && <ListError {...problem} onRetry={refresh} />}
      {(list || !problem) && (
        <div className="table">
          <ListTable
            kind="suppressed"
            label={strings.bounces.suppressed}
            isLoading={!isCurrent}
            head={<Head />}
          >
            {!list && <SkeletonRows columns={COLUMNS} />}
            {suppressions.map((suppression) => (
              <SuppressedRow key={suppression.id} suppression={suppression} />
            ))}
          </ListTable>
          {isEmpty && location.search && (
            <EmptyList
              title={suppressed.noMatch}
              hint={suppressed.noMatchHint}
              action={{ label: suppressed.clear, onClick: () => setLocation({ search: '' }) }}
            />
          )}
          {isEmpty && !location.search && <EmptyList title={suppressed.none} hint={suppressed.noneHint} />}
        </div>
      )}
      {list && suppressions.length > 0 && (
        <Pager
          location={location}
          setLocation={setLocation}
          total={list.totalCount}
          isExact={list.totalCountIsExact}
          shown={suppressions.length}
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
      <HeadCell column="identity">{strings.people.email}</HeadCell>
      <HeadCell column="why">{suppressed.why}</HeadCell>
      <HeadCell column="since">{suppressed.since}</HeadCell>
      <HeadCell column="release">
        <span className="visually-hidden">{suppressed.actions}</span>
      </HeadCell>
    </>
  )
}
