import { Group } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { QueueName } from '../api/graphql'
import { jobs, jobsOverview } from '../strings/jobs'
import { Note } from '../ui/note'
import { RelativeTime } from '../ui/relative-time'
import { ActButton } from './act-button'
import type { QueuePause } from './queries'
import { ResumeDialog } from './resume-dialog'

interface Props {
  queue: QueueName
  pause: QueuePause
}

/** What is paused, by whom and why; where the mail server is why, in its words. */
export function PauseNote({ queue, pause }: Props) {
  const { recipientDomain, reason, pausedAt, pausedBy, probesAt } = pause
  const [isOpen, dialog] = useDisclosure()
  const isAutomatic = pausedBy === null
  const title = titleOf()
  return (
    <Note kind="warning" title={title}>
      <Group justify="space-between" align="end" gap="xs">
        <dl className="pause-facts">
          <div>
            <dt>{isAutomatic ? jobsOverview.serverSays : jobsOverview.pausedBy}</dt>{' '}
            <dd className="breakable">
              {!isAutomatic && (
                <>
                  <bdi>{pausedBy}</bdi>:{' '}
                </>
              )}
              “<bdi>{reason}</bdi>”
            </dd>
          </div>
          <div>
            <dt>{jobsOverview.since}</dt>{' '}
            <dd>
              <RelativeTime timestamp={pausedAt} />
            </dd>
          </div>
          {probesAt && (
            <div>
              <dt>{jobsOverview.probes}</dt>{' '}
              <dd>
                <RelativeTime timestamp={probesAt} isAhead />
              </dd>
            </div>
          )}
        </dl>
        <ActButton about={title} onClick={dialog.open}>
          {isAutomatic ? jobsOverview.tryNow : jobsOverview.resume}
        </ActButton>
      </Group>
      <ResumeDialog queue={queue} pause={pause} isOpen={isOpen} onClose={dialog.close} />
    </Note>
  )

  function titleOf() {
    if (isAutomatic) return jobsOverview.pausedByServer
    return recipientDomain
      ? jobsOverview.pausedDomain(recipientDomain)
      : jobsOverview.pausedQueue(jobs.queues[queue])
  }
}
