import { Text } from '@mantine/core'
import type { QueueName } from '../api/graphql'
import { jobs, jobsOverview } from '../strings/jobs'
import { jobsPause } from '../strings/jobs-acts'
import { Dialog } from '../ui/dialog'
import { notify } from '../ui/notify'
import { ActForm } from './act-form'
import { useActReason } from './act-rights'
import { ResumeQueue } from './mutations'
import type { QueuePause } from './queries'
import { useAct } from './use-act'

interface Props {
  queue: QueueName
  pause: QueuePause
  isOpen: boolean
  onClose: () => void
}

/** Asks before what waits is sent. */
export function ResumeDialog({ queue, pause, isOpen, onClose }: Props) {
  const { recipientDomain, pausedBy } = pause
  const resume = useAct(ResumeQueue)
  const what = recipientDomain ? jobsPause.toDomain(recipientDomain) : jobsPause.all(jobs.queues[queue])
  const send = async () => {
    const { act } = await resume({ queue, recipientDomain })
    if (act) notify(act.summary)
    onClose()
  }
  return (
    <Dialog
      isOpen={isOpen}
      title={jobsPause.resumeTitle(what)}
      size={480}
      closedReason={useActReason()}
      onClose={onClose}
    >
      <ActForm
        confirmLabel={pausedBy === null ? jobsOverview.tryNow : jobsPause.resumeConfirm}
        isChanged={false}
        fields={[]}
        onSend={send}
      >
        {() => <Text>{pausedBy === null ? jobsPause.resumeServerText : jobsPause.resumeText}</Text>}
      </ActForm>
    </Dialog>
  )
}
