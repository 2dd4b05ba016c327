import { useCallback, useMemo } from 'react'
import { pageArguments } from '../people/list-location'
import { EmptyList, ListError, SkeletonRows } from '../people/list-placeholders'
import { type Column, HeadCell, ListTable } from '../people/list-table'
import { Pager } from '../people/pager'
import { useDetails } from '../people/use-details'
import { useListLocation } from '../people/use-list-location'
import { usePastEnd } from '../people/use-past-end'
import { usePerson } from '../session/viewer'
import { jobsEmails } from '../strings/jobs'
import { useLastValue } from '../ui/use-last-value'
import { type Asked, DeliveriesDialog } from './deliveries-dialog'
import { EmailDetails } from './email-details'
import { EmailRow } from './email-row'
import { EmailsFilters } from './emails-filters'
import { deliveryFilter, isFiltered, NO_FILTERS } from './jobs-location'
import { MatchingActs } from './matching-acts'
import { EmailsQuery } from './queries'
import { ShownPart } from './shown-part'
import { useAsked } from './use-asked'
import { useEmailFilters } from './use-jobs-location'
import { useOperations } from './use-operations'

const COLUMNS: Column[] = ['identity', 'state', 'words', 'queued']

/** Every email of the service, newest first, with what can be done with those that the filters keep. */
export function Emails() {
  const [filters, setFilters] = useEmailFilters()
  const [place, setPlace] = useListLocation()
  const filter = useMemo(() => deliveryFilter(filters), [filters])
  const variables = useMemo(() => ({ ...pageArguments(place), filter }), [place, filter])
  const { operations, problem, isCurrent, refresh } = useOperations(EmailsQuery, variables)
  const list = operations?.deliveries
  const emails = list?.edges.map(({ node }) => node) ?? []
  const isPastEnd = usePastEnd(isCurrent ? list?.edges : undefined, place, setPlace)
  const details = useDetails()
  const shownDetails = useLastValue(details.id)
  const { asked, isOpen, ask, close } = useAsked<Asked>()
  const { operator } = usePerson()
  const clear = useCallback(() => setFilters({ ...NO_FILTERS }), [setFilters])
  return (
    <>
      <EmailsFilters filters={filters} setFilters={setFilters} />
      <ShownPart filters={filters} setFilters={setFilters} />
      {list && isCurrent && list.totalCount > 0 && (
        <MatchingActs
          filters={filters}
          filter={filter}
          total={list.totalCount}
          isExact={list.totalCountIsExact}
          onAsk={ask}
        />
      )}
      {!operator?.seesAddresses && <p className="dimmed small masked-note">{jobsEmails.masked}</p>}
      {problem && <ListError {...problem} onRetry={refresh} />}
      {(list || !problem) && (
        <div className="table">
          <ListTable kind="emails" label={jobsEmails.list} isLoading={!isCurrent} head={<Head />}>
            {!list && <SkeletonRows columns={COLUMNS} />}
            {emails.map((delivery) => (
              <EmailRow key={delivery.id} delivery={delivery} onDetails={details.open} />
            ))}
          </ListTable>
          {list && isCurrent && emails.length === 0 && !isPastEnd && (
            <EmptyList
              title={jobsEmails.none}
              hint={jobsEmails.noneHint}
              {...(isFiltered(filters) && { action: { label: jobsEmails.clear, onClick: clear } })}
            />
          )}
        </div>
      )}
      {list && emails.length > 0 && (
        <Pager
          location={place}
          setLocation={setPlace}
          total={list.totalCount}
          isExact={list.totalCountIsExact}
          shown={emails.length}
          isCurrent={isCurrent}
          info={list.pageInfo}
        />
      )}
      {shownDetails && (
        <EmailDetails
          key={shownDetails}
          id={shownDetails}
          isOpen={details.id !== undefined}
          onClose={details.close}
          onAsk={ask}
        />
      )}
      {asked && <DeliveriesDialog asked={asked} isOpen={isOpen} onClose={close} />}
    </>
  )
}

function Head() {
  return (
    <>
      <HeadCell column="identity">{jobsEmails.recipient}</HeadCell>
      <HeadCell column="state">{jobsEmails.state}</HeadCell>
      <HeadCell column="words">{jobsEmails.words}</HeadCell>
      <HeadCell column="queued">{jobsEmails.queued}</HeadCell>
    </>
  )
}
