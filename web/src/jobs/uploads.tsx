import { useMemo } from 'react'
import { pageArguments } from '../people/list-location'
import { EmptyList, ListError, SkeletonRows } from '../people/list-placeholders'
import { type Column, HeadCell, ListTable } from '../people/list-table'
import { Pager } from '../people/pager'
import { useListLocation } from '../people/use-list-location'
import { usePastEnd } from '../people/use-past-end'
import { strings } from '../strings'
import { jobsEmails, jobsUploads } from '../strings/jobs'
import { UploadsQuery } from './queries'
import { StateFilter } from './state-filter'
import { UploadRow } from './upload-row'
import { useUploadStatuses } from './use-jobs-location'
import { useOperations } from './use-operations'

const COLUMNS: Column[] = ['identity', 'state', 'progress', 'queued', 'more']

/** The bulk invites of all organizations as the jobs that they are, newest first. */
export function Uploads() {
  const [statuses, setFilters] = useUploadStatuses()
  const [place, setPlace] = useListLocation()
  const variables = useMemo(
    () => ({ ...pageArguments(place), filter: statuses.length > 0 ? { statuses } : undefined }),
    [place, statuses],
  )
  const { operations, problem, isCurrent, refresh } = useOperations(UploadsQuery, variables)
  const list = operations?.bulkInvites
  const uploads = list?.edges.map(({ node }) => node) ?? []
  const isPastEnd = usePastEnd(isCurrent ? list?.edges : undefined, place, setPlace)
  return (
    <>
      <StateFilter
        label={jobsUploads.statuses}
        words={jobsUploads.status}
        chosen={statuses}
        onChange={(chosen) => setFilters({ statuses: chosen })}
      />
      {problem && <ListError {...problem} onRetry={refresh} />}
      {(list || !problem) && (
        <div className="table">
          <ListTable kind="uploads" label={jobsUploads.list} isLoading={!isCurrent} head={<Head />}>
            {!list && <SkeletonRows columns={COLUMNS} />}
            {uploads.map((upload) => (
              <UploadRow key={upload.id} upload={upload} />
            ))}
          </ListTable>
          {list && isCurrent && uploads.length === 0 && !isPastEnd && (
            <EmptyList
              title={jobsUploads.none}
              hint={jobsUploads.noneHint}
              {...(statuses.length > 0 && {
                action: { label: jobsEmails.clear, onClick: () => setFilters({ statuses: [] }) },
              })}
            />
          )}
        </div>
      )}
      {list && uploads.length > 0 && (
        <Pager
          location={place}
          setLocation={setPlace}
          total={list.totalCount}
          isExact={list.totalCountIsExact}
          shown={uploads.length}
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
      <HeadCell column="identity">{jobsUploads.file}</HeadCell>
      <HeadCell column="state">{jobsUploads.state}</HeadCell>
      <HeadCell column="progress">{jobsUploads.progress}</HeadCell>
      <HeadCell column="queued">{jobsUploads.uploaded}</HeadCell>
      <HeadCell column="more">
        <span className="visually-hidden">{strings.people.actions}</span>
      </HeadCell>
    </>
  )
}
