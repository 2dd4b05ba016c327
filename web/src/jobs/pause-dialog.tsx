import { Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { QueueName } from '../api/graphql'
import { jobs } from '../strings/jobs'
import { jobsAct, jobsPause } from '../strings/jobs-acts'
import { Dialog } from '../ui/dialog'
import { notify } from '../ui/notify'
import { ActForm, refuse } from './act-form'
import { useActReason } from './act-rights'
import { PauseQueue } from './mutations'
import { ReasonField } from './reason-field'
import { useAct } from './use-act'

interface Props {
  queue: QueueName
  /** The domain that it is about already; undefined: one may be entered. */
  domain?: string | undefined
  isOpen: boolean
  onClose: () => void
}

/** Pauses a queue, or the emails to one domain. */
export function PauseDialog({ queue, domain, isOpen, onClose }: Props) {
  return (
    <Dialog
      isOpen={isOpen}
      title={jobsPause.title(jobs.queues[queue])}
      size={520}
      closedReason={useActReason()}
      onClose={onClose}
    >
      <PauseForm queue={queue} domain={domain} onDone={onClose} />
    </Dialog>
  )
}

function PauseForm({ queue, domain, onDone }: Pick<Props, 'queue' | 'domain'> & { onDone: () => void }) {
  const [typed, setTyped] = useState(domain ?? '')
  const [reason, setReason] = useState('')
  const pause = useAct(PauseQueue)
  const recipientDomain = typed.trim() || undefined
  const send = async () => {
    if (!reason.trim()) refuse('reason', jobsAct.reasonMissing)
    const { act } = await pause({ queue, recipientDomain, reason: reason.trim() })
    if (act) notify(act.summary)
    onDone()
  }
  return (
    <ActForm
      confirmLabel={recipientDomain ? jobsPause.confirmDomain(recipientDomain) : jobsPause.confirm}
      isChanged={reason !== '' || typed !== (domain ?? '')}
      fields={['reason', 'recipientDomain']}
      onSend={send}
    >
      {(error) => (
        <>
          <Text className="breakable">{consequence()}</Text>
          {queue === 'EMAIL' && (
            <TextInput
              label={jobsPause.domain}
              description={jobsPause.domainHint}
              autoCapitalize="off"
              autoCorrect="off"
              spellCheck={false}
              value={typed}
              error={error?.messageFor('recipientDomain')}
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
          )}
          <ReasonField isRequired value={reason} error={error?.messageFor('reason')} onChange={setReason} />
        </>
      )}
    </ActForm>
  )

  function consequence(): string {
    if (queue === 'BULK') return jobsPause.bulk
    return recipientDomain ? jobsPause.emailsTo(recipientDomain) : jobsPause.email
  }
}
