import { PausesQuery, type QueuePause } from './queries'
import { useOperations } from './use-operations'

const NO_VARIABLES = {}

/** What operators have paused of the emails: all of them, or those to a domain. */
export function useEmailPauses(): readonly QueuePause[] {
  const { operations } = useOperations(PausesQuery, NO_VARIABLES)
  const pauses = operations?.queues.find(({ name }) => name === 'EMAIL')?.pauses ?? []
  return pauses.filter(({ pausedBy }) => pausedBy !== null)
}
