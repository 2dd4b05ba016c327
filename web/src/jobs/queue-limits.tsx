import { Group } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { jobs, jobsOverview } from '../strings/jobs'
import { RelativeTime } from '../ui/relative-time'
import { ActButton } from './act-button'
import { LimitsDialog } from './limits-dialog'
import type { Queue } from './queries'

/** How much of a queue runs at once and how fast, and who changed that. */
export function QueueLimits({ queue }: { queue: Queue }) {
  const { concurrency, configuredConcurrency, emailsPerMinute, setBy, setAt } = queue.limits
  const [isOpen, dialog] = useDisclosure()
  const isOwn = concurrency !== configuredConcurrency
  return (
    <Group justify="space-between" align="start" gap="xs" wrap="nowrap">
      <div className="small">
        <h3 className="small-heading">{jobsOverview.limits}</h3>
        <div className="sentence">
          {jobsOverview.atOnce(concurrency)}
          {isOwn && <span className="dimmed"> ({jobsOverview.configured(configuredConcurrency)})</span>}
          {queue.name === 'EMAIL' &&
            ` · ${emailsPerMinute === null ? jobsOverview.noRate : jobsOverview.perMinute(emailsPerMinute)}`}
        </div>
        {setBy && setAt && (
          <div className="dimmed breakable">
            {jobsOverview.setBy} <bdi>{setBy}</bdi> <RelativeTime timestamp={setAt} />
          </div>
        )}
      </div>
      <ActButton about={`${jobsOverview.limits}, ${jobs.queues[queue.name]}`} onClick={dialog.open}>
        {jobsOverview.change}
      </ActButton>
      <LimitsDialog queue={queue} isOpen={isOpen} onClose={dialog.close} />
    </Group>
  )
}
