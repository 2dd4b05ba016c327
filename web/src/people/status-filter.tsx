import { Select } from '@mantine/core'
import { useCallback, useMemo } from 'react'
import { useQuery } from 'urql'
import { graphql } from '../api/graphql'
import { InvitedUsersChanged } from '../shared/change-subscriptions'
import { useRefreshOnChange } from '../shared/use-refresh-on-change'
import { atLeast, strings } from '../strings'
import { useLastValue } from '../ui/use-last-value'
import {
  choices,
  countOf,
  countsFilter,
  isCounted,
  isExact,
  type ShownStatus,
  shownStatus,
} from './invitation-statuses'
import type { ListLocation } from './list-location'
import type { SetListLocation } from './use-list-location'

const InvitationCountsQuery = graphql(`
  query InvitationCounts($filter: InvitationFilter) {
    invitationCounts(filter: $filter) { pending expired declined revoked accepted bounced blocked }
  }
`)
const CONTEXT = { additionalTypenames: ['Invitation'] }

interface Props {
  location: ListLocation
  setLocation: SetListLocation
}

/** Which invitations the list shows, each choice with how many there are; one field where a row has no room. */
export function StatusFilter({ location, setLocation }: Props) {
  const variables = useMemo(() => ({ filter: countsFilter(location) }), [location])
  const [{ data }, reload] = useQuery({ query: InvitationCountsQuery, variables, context: CONTEXT })
  useRefreshOnChange(
    InvitedUsersChanged,
    useCallback(() => reload({ requestPolicy: 'network-only' }), [reload]),
  )
  const counts = useLastValue(data?.invitationCounts)
  const chosen = shownStatus(location)
  const shown = choices(counts, location.status).map((status) => {
    const count = counts && isCounted(status, location) ? countOf(counts, status) : undefined
    return {
      status,
      label: strings.invited.status[status],
      count: count === undefined ? '' : atLeast(count, isExact(status, count, location)),
    }
  })
  const choose = (status: ShownStatus) =>
    setLocation({
      status: status === 'PENDING' ? undefined : status,
      // That is what the status says.
      ...(status === 'BOUNCED' ? { delivery: undefined } : {}),
    })
  return (
    <>
      <div className="wide-only">
        <fieldset className="statuses" aria-label={strings.invited.statuses}>
          {shown.map(({ status, label, count }) => (
            <button
              key={status}
              type="button"
              className="status"
              aria-pressed={status === chosen}
              onClick={() => choose(status)}
            >
              {label} <span className="count figures">{count}</span>
            </button>
          ))}
        </fieldset>
      </div>
      <div className="narrow-only">
        <Select
          mb="sm"
          aria-label={strings.invited.statuses}
          allowDeselect={false}
          data={shown.map(({ status, label, count }) => ({
            value: status,
            label: count ? `${label} · ${count}` : label,
          }))}
          value={chosen}
          onChange={(status) => status && choose(status as ShownStatus)}
        />
      </div>
    </>
  )
}
