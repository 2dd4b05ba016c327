import { Text } from '@mantine/core'
import { useMemo } from 'react'
import { EmptyList, ListError, SkeletonRows } from '../people/list-placeholders'
import { type Column, HeadCell, ListTable } from '../people/list-table'
import { strings } from '../strings'
import { jobsFailures } from '../strings/jobs'
import { type Asked, DeliveriesDialog } from './deliveries-dialog'
import { type AskedDomain, DomainPauseDialog } from './domain-pause-dialog'
import { FailureRow } from './failure-row'
import { FailuresFilters } from './failures-filters'
import { FailuresQuery } from './queries'
import { targetOfGroup } from './target'
import { useAsked } from './use-asked'
import { useEmailPauses } from './use-email-pauses'
import { useEmailFilters } from './use-jobs-location'
import { useOperations } from './use-operations'
import { useSteadyOrder } from './use-steady-order'

const COLUMNS: Column[] = ['identity', 'emails', 'seen', 'acts', 'more']
/** The API answers no more; the others have fewer emails. */
const MOST = 200

/** Ten thousand failures as a few lines: what failed with the same words, to the same domain. */
export function Failures() {
  const [{ domain }, setFilters] = useEmailFilters()
  const variables = useMemo(
    () => ({ filter: domain ? { recipientDomain: domain } : undefined, first: MOST }),
    [domain],
  )
  const { operations, problem, isCurrent, refresh } = useOperations(FailuresQuery, variables)
  const groups = operations?.failureGroups
  const [rows, steady] = useSteadyOrder(groups ?? [], domain)
  const pauses = useEmailPauses()
  const pauseOf = (each: string | null) =>
    pauses.find(({ recipientDomain }) => each !== null && recipientDomain === each)
  const act = useAsked<Asked>()
  const pausing = useAsked<AskedDomain>()
  return (
    <>
      <Text c="dimmed" mb="sm">
        {jobsFailures.hint}
      </Text>
      <FailuresFilters
        domain={domain}
        setFilters={setFilters}
        hasGroups={rows.length > 0}
        onRetryAll={(target) => act.ask({ act: 'retry', target })}
      />
      {problem && <ListError {...problem} onRetry={refresh} />}
      {(groups || !problem) && (
        <div className="table" {...steady}>
          <ListTable kind="failures" label={jobsFailures.title} isLoading={!isCurrent} head={<Head />}>
            {!groups && <SkeletonRows columns={COLUMNS} />}
            {rows.map((group) => (
              <FailureRow
                key={group.id}
                group={group}
                pause={pauseOf(group.recipientDomain)}
                onAct={(name) => act.ask({ act: name, target: targetOfGroup(group) })}
                onPause={(asked) => pausing.ask({ domain: asked, pause: pauseOf(asked) })}
              />
            ))}
          </ListTable>
          {groups?.length === 0 && isCurrent && (
            <EmptyList
              title={jobsFailures.none}
              hint={domain ? jobsFailures.noneMatchHint : jobsFailures.noneHint}
              {...(domain && {
                action: { label: jobsFailures.clear, onClick: () => setFilters({ domain: '' }) },
              })}
            />
          )}
        </div>
      )}
      {rows.length >= MOST && <p className="dimmed small">{jobsFailures.most(MOST)}</p>}
      {act.asked && <DeliveriesDialog asked={act.asked} isOpen={act.isOpen} onClose={act.close} />}
      {pausing.asked && (
        <DomainPauseDialog asked={pausing.asked} isOpen={pausing.isOpen} onClose={pausing.close} />
      )}
    </>
  )
}

function Head() {
  return (
    <>
      <HeadCell column="identity">{jobsFailures.words}</HeadCell>
      <HeadCell column="emails">{jobsFailures.emails}</HeadCell>
      <HeadCell column="seen">{jobsFailures.seen}</HeadCell>
      <HeadCell column="acts">
        <span className="visually-hidden">{jobsFailures.retry}</span>
      </HeadCell>
      <HeadCell column="more">
        <span className="visually-hidden">{strings.people.actions}</span>
      </HeadCell>
    </>
  )
}
