import { Tabs } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { BulkUpload } from '../bulk/bulk-upload'
import { strings } from '../strings'
import { useDialogGuard } from '../ui/unsaved'
import { SingleUser } from './single-user'
import type { Invite, InviteMode } from './use-invite-modal'

interface Props {
  /** What is shown; undefined while the window fades. */
  shown: Invite | undefined
  /** Whether the address has been left without an answer. */
  isLeft: boolean
  onChange: (mode: InviteMode) => void
  onOpen: (bulkInviteId: string | undefined) => void
  /** Goes back to the address. */
  onStay: () => void
  onClose: () => void
}

/** The two ways to invite. The one that is not looked at stays as it is, and with it what was begun there. */
export function InviteTabs({ shown, isLeft, onChange, onOpen, onStay, onClose }: Props) {
  const { mode, bulkInviteId } = shown ?? {}
  const [wasBulk, setWasBulk] = useState(mode === 'bulk')
  if (mode === 'bulk' && !wasBulk) setWasBulk(true)

  const guard = useDialogGuard()
  const leave = useRef(async () => {})
  useEffect(() => {
    leave.current = async () => {
      if (!(await guard(onClose))) onStay()
    }
  }, [guard, onClose, onStay])
  useEffect(() => {
    if (isLeft) void leave.current()
  }, [isLeft])

  return (
    <Tabs value={mode ?? null} onChange={(tab) => onChange(tab as InviteMode)}>
      <Tabs.List mb="md">
        <Tabs.Tab value="single">{strings.invite.single}</Tabs.Tab>
        <Tabs.Tab value="bulk">{strings.invite.bulk}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="single">
        <SingleUser onClose={onClose} />
      </Tabs.Panel>
      <Tabs.Panel value="bulk">
        {wasBulk && <BulkUpload id={bulkInviteId} onOpen={onOpen} onClose={onClose} />}
      </Tabs.Panel>
    </Tabs>
  )
}
