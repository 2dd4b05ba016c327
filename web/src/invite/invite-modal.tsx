import { Modal } from '@mantine/core'
import { useCallback, useState } from 'react'
import { useSearchParams } from 'wouter'
import { strings } from '../strings'
import { Confirm } from '../ui/confirm'
import { SingleUser } from './single-user'

/** Inviting people. That it is open stands in the address, so that a reload comes back to it. */
export function InviteModal() {
  const [parameters, setParameters] = useSearchParams()
  const mode = parameters.get('invite')
  const [isTyped, setTyped] = useState(false)
  const [isAsking, setAsking] = useState(false)

  const close = useCallback(() => {
    setAsking(false)
    setTyped(false)
    setParameters((before) => {
      before.delete('invite')
      return before
    })
  }, [setParameters])

  return (
    <>
      <Modal
        opened={mode !== null}
        onClose={() => (isTyped && mode === 'single' ? setAsking(true) : close())}
        title={strings.invite.title}
      >
        <SingleUser onTyped={setTyped} onClose={close} />
      </Modal>
      <Confirm
        isOpen={isAsking}
        title={strings.invite.leave}
        text={strings.invite.leaveText}
        action={strings.invite.leaveConfirm}
        cancel={strings.invite.stay}
        onClose={() => setAsking(false)}
        onConfirm={close}
      />
    </>
  )
}
