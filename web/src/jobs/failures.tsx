import { Group, Text } from '@mantine/core'
import { useMemo, useState } from 'react'
import { EmptyList, ListError, SkeletonRows } from '../people/list-placeholders'
import { type Column, HeadCell, ListTable } from '../people/list-table'
import { strings } from '../strings'
import { jobsFailures } from '../strings/jobs'
import { SearchField } from '../ui/search-field'
import { DeliveriesDialog } from './deliveries-dialog'
import { FailureRow } from './failure-row'
import { PauseDialog } from './pause-dialog'
import { FailuresQuery } from './queries'
import { targetOfGroup } from './target'
import { useAsked } from './use-asked'
import { useEmailFilters } from './use-jobs-location'
import { useOperations } from './use-operations'

const COLUMNS: Column[] = ['identity', 'emails', 'seen', 'acts', 'more']

/** Ten thousand failures as a few lines: what failed with the same words, to the same domain. */
export function Failures() {
  const [{ domain }, setFilters] = useEmailFilters()
  const variables = useMemo(() => ({ filter: domain ? { recipientDomain: domain } : undefined }), [domain])
  const { operations, problem, isCurrent, refresh } = useOperations(FailuresQuery, variables)
  const groups = operations?.failureGroups
  const { asked, isOpen, ask, close } = useAsked()
  const [paused, setPaused] = useState({ domain: '', isOpen: false })
  return (
    <>
      <Text c="dimmed" mb="sm">
        {jobsFailures.hint}
      </Text>
      <Group role="search" className="filters">
        <SearchField
          label={jobsFailures.byDomain}
          value={domain}
          onSearch={(text) => setFilters({ domain: text }, true)}
        />
      </Group>
      {problem && <ListError {...problem} onRetry={refresh} />}
      {(groups || !problem) && (
        <div className="table">
          <ListTable kind="failures" label={jobsFailures.title} isLoading={!isCurrent} head={<Head />}>
            {!groups && <SkeletonRows columns={COLUMNS} />}
            {groups?.map((group) => (
              <FailureRow
                key={group.id}
                group={group}
                onAct={(act) => ask({ act, target: targetOfGroup(group) })}
                onPause={(paused) => setPaused({ domain: paused, isOpen: true })}
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
      {asked && <DeliveriesDialog asked={asked} isOpen={isOpen} onClose={close} />}
      <PauseDialog
        queue="EMAIL"
        domain={paused.domain}
        isOpen={paused.isOpen}
        onClose={() => setPaused((before) => ({ ...before, isOpen: false }))}
      />
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
