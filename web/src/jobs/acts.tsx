import { Skeleton } from '@mantine/core'
import { useMemo } from 'react'
import { pageArguments } from '../people/list-location'
import { EmptyList, ListError } from '../people/list-placeholders'
import { Pager } from '../people/pager'
import { useListLocation } from '../people/use-list-location'
import { usePastEnd } from '../people/use-past-end'
import { jobsActs } from '../strings/jobs-acts'
import { ActItem } from './act-item'
import { ActsQuery } from './queries'
import { useOperations } from './use-operations'

/** Everything that operators did, newest first. */
export function Acts() {
  const [place, setPlace] = useListLocation()
  const variables = useMemo(() => pageArguments(place), [place])
  const { operations, problem, isCurrent, refresh } = useOperations(ActsQuery, variables)
  const list = operations?.acts
  const acts = list?.edges.map(({ node }) => node) ?? []
  const isPastEnd = usePastEnd(isCurrent ? list?.edges : undefined, place, setPlace)
  return (
    <>
      {problem && <ListError {...problem} onRetry={refresh} />}
      {!list && !problem && <Skeleton height={240} radius="sm" />}
      {acts.length > 0 && (
        <ul className="act-list" aria-label={jobsActs.list}>
          {acts.map((act) => (
            <ActItem key={act.id} act={act} />
          ))}
        </ul>
      )}
      {list && isCurrent && acts.length === 0 && !isPastEnd && (
        <div className="table">
          <EmptyList title={jobsActs.none} hint={jobsActs.noneHint} />
        </div>
      )}
      {list && acts.length > 0 && (
        <Pager
          location={place}
          setLocation={setPlace}
          total={list.totalCount}
          isExact={list.totalCountIsExact}
          shown={acts.length}
          isCurrent={isCurrent}
          info={list.pageInfo}
        />
      )}
    </>
  )
}
