import { Modal, Tabs } from '@mantine/core'
import { useCallback, useState } from 'react'
import { useSearchParams } from 'wouter'
import { BulkUpload } from '../bulk/bulk-upload'
import { strings } from '../strings'
import { Confirm } from '../ui/confirm'
import { SingleUser } from './single-user'

const MODES = ['single', 'bulk']

/** Inviting people. What is open stands in the address, so that a reload in the middle comes back to it. */
export function InviteModal() {
  const [parameters, setParameters] = useSearchParams()
  const mode = parameters.get('invite')
  const [isTyped, setTyped] = useState(false)
  const [isAsking, setAsking] = useState(false)

  const open = useCallback(
    (invite: string | undefined, file?: string) =>
      setParameters(
        (before) => {
          for (const [name, value] of [
            ['invite', invite],
            ['upload', file],
          ] as const) {
            if (value) before.set(name, value)
            else before.delete(name)
          }
          return before
        },
        { replace: true },
      ),
    [setParameters],
  )
  const close = useCallback(() => {
    setAsking(false)
    setTyped(false)
    open(undefined)
  }, [open])

  return (
    <>
      <Modal
        opened={mode !== null && MODES.includes(mode)}
        onClose={() => (isTyped ? setAsking(true) : close())}
        title={strings.invite.title}
      >
        <Tabs value={mode} onChange={(chosen) => open(chosen ?? undefined)}>
          <Tabs.List mb="md">
            <Tabs.Tab value="single">{strings.invite.single}</Tabs.Tab>
            <Tabs.Tab value="bulk">{strings.invite.bulk}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="single">
            <SingleUser onTyped={setTyped} onClose={close} />
          </Tabs.Panel>
          <Tabs.Panel value="bulk">
            {mode === 'bulk' && (
              <BulkUpload
                id={parameters.get('upload') ?? undefined}
                onChosen={(id) => open('bulk', id)}
                onClose={close}
              />
            )}
          </Tabs.Panel>
        </Tabs>
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
