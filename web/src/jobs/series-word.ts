import type { QueueName } from '../api/graphql'
import { jobsPlot } from '../strings/jobs'
import type { Series } from './throughput'

export function seriesWord(series: Series, queue: QueueName): string {
  const isEmail = queue === 'EMAIL'
  if (series === 'sentCount') return isEmail ? jobsPlot.sent : jobsPlot.rows
  if (series === 'deferredCount') return jobsPlot.deferred
  return isEmail ? jobsPlot.failed : jobsPlot.failedBulk
}
