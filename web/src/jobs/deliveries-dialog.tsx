import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import { strings } from '../strings'
import { jobsDiscard, jobsRetry, jobsSettle } from '../strings/jobs-acts'
import { Dialog } from '../ui/dialog'
import { useActReason } from './act-rights'
import { DiscardForm } from './discard-form'
import { FollowedAct } from './followed-act'
import type { Act } from './queries'
import { RetryForm } from './retry-form'
import { SettleForm } from './settle-form'
import type { ActName, Target } from './target'

const FORMS = { retry: RetryForm, discard: DiscardForm, settle: SettleForm }
const TITLES = { retry: jobsRetry.title, discard: jobsDiscard.title, settle: jobsSettle.title }

/** What is to be done with which emails. */
export interface Asked {
  act: ActName
  target: Target
}

interface Props {
  asked: Asked
  isOpen: boolean
  onClose: () => void
}

/** Asks before an act on emails, and tells then what it did or how far it is. */
export function DeliveriesDialog({ asked: { act, target }, isOpen, onClose }: Props) {
  const [done, setDone] = useState<Act>()
  const reason = useActReason()
  const Form = FORMS[act]
  const close = () => {
    onClose()
    setDone(undefined)
  }
  return (
    <Dialog
      isOpen={isOpen}
      title={TITLES[act]}
      size={560}
      closedReason={done ? undefined : reason}
      onClose={close}
    >
      {done ? (
        <>
          <FollowedAct act={done} onLeave={close} />
          <Group justify="end" mt="lg">
            <Button variant="default" data-autofocus onClick={close}>
              {strings.close}
            </Button>
          </Group>
        </>
      ) : (
        <Form target={target} onDone={(answered) => (answered ? setDone(answered) : close())} />
      )}
    </Dialog>
  )
}
