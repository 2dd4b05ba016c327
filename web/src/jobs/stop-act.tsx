import { useDisclosure } from '@mantine/hooks'
import { useMutation } from 'urql'
import { requireSuccess } from '../api/payloads'
import { jobsActs } from '../strings/jobs-acts'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { notify } from '../ui/notify'
import { ActButton } from './act-button'
import { isUnderWay } from './act-progress'
import { StopOperatorAct } from './mutations'
import type { Act } from './queries'

/** Stops an act that a worker goes on with, once that is confirmed. */
export function StopAct({ act }: { act: Act }) {
  const [isOpen, dialog] = useDisclosure()
  const [, stop] = useMutation(StopOperatorAct)
  if (!isUnderWay(act) && !isOpen) return null
  return (
    <>
      <ActButton about={act.summary} onClick={dialog.open}>
        {jobsActs.stop}
      </ActButton>
      <ConfirmDialog
        isOpen={isOpen}
        title={jobsActs.stopTitle}
        text={jobsActs.stopText}
        confirmLabel={jobsActs.stopConfirm}
        onClose={dialog.close}
        onConfirm={async () => {
          await requireSuccess(stop({ input: { actId: act.id } }))
          notify(jobsActs.stopped)
        }}
      />
    </>
  )
}
