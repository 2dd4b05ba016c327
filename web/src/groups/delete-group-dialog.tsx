import { Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useMutation } from 'urql'
import { asRefusedError } from '../api/errors'
import { requireSuccess } from '../api/payloads'
import { strings } from '../strings'
import { Dialog } from '../ui/dialog'
import { Note } from '../ui/note'
import { notify } from '../ui/notify'
import { Question } from '../ui/question'
import { useDialogClose } from '../ui/unsaved'
import { useAsyncAction } from '../ui/use-async-action'
import { useInvalidFocus } from '../ui/use-invalid-focus'
import { MovedGroupAdmins } from './moved-group-admins'
import { DeleteGroup, type GroupRow } from './queries'
import { type Target, TargetField } from './target-field'

const CONTEXT = { additionalTypenames: ['Group', 'Member', 'Invitation'] }

interface Props {
  group: GroupRow
  isOpen: boolean
  /** Why the viewer may not delete it; undefined where they may. */
  reason: string | undefined
  onClose: () => void
}

/** Asks before a group is deleted, and where those who are in it go. */
export function DeleteGroupDialog({ group, isOpen, reason, onClose }: Props) {
  const [run, isRunning] = useAsyncAction()
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={strings.groups.deleteTitle(group.name)}
      size={480}
      isCentered
      closedReason={isRunning ? undefined : reason}
      goneReason={isRunning ? undefined : strings.people.gone(group.name)}
    >
      <DeleteGroupForm group={group} run={run} isRunning={isRunning} onDeleted={onClose} />
    </Dialog>
  )
}

interface FormProps {
  group: GroupRow
  run: (action: () => Promise<unknown>) => Promise<void>
  isRunning: boolean
  onDeleted: () => void
}

function DeleteGroupForm({ group, run, isRunning, onDeleted }: FormProps) {
  const { id, name, memberCount, pendingInvitationCount } = group
  const [target, setTarget] = useState<Target>()
  const [targetProblem, setTargetProblem] = useState<string>()
  /** Why it was refused: files under review may use the group, and somebody may be working with it. */
  const [refusal, setRefusal] = useState<string>()
  const fields = useInvalidFocus<HTMLDivElement>(targetProblem)
  const [, deleteGroup] = useMutation(DeleteGroup)
  const close = useDialogClose()
  const isCounted = memberCount + pendingInvitationCount > 0
  const isInUse = isCounted || refusal !== undefined

  const confirm = () => {
    setRefusal(undefined)
    if (isCounted && !target) {
      setTargetProblem(strings.groups.needTarget)
      return
    }
    void run(async () => {
      try {
        await requireSuccess(deleteGroup({ input: { groupId: id, moveToGroupId: target?.id } }, CONTEXT))
      } catch (error) {
        const refused = asRefusedError(error)
        if (refused.refusals.length === 0) throw error
        const aboutTarget = refused.messageFor('moveToGroupId')
        if (aboutTarget) setTargetProblem(aboutTarget)
        else setRefusal(refused.message)
        return
      }
      notify(target ? strings.groups.deletedAndMoved(name, target.name) : strings.groups.deleted(name))
      onDeleted()
    })
  }
  return (
    <Question
      text={
        isCounted ? strings.groups.deleteUsed(memberCount, pendingInvitationCount) : strings.groups.deleteText
      }
      confirmLabel={isInUse ? strings.groups.moveAndDelete : strings.groups.deleteConfirm}
      cancelLabel={strings.cancel}
      isRunning={isRunning}
      onCancel={close}
      onConfirm={confirm}
    >
      <Stack ref={fields} gap="sm" mt="sm">
        {refusal && <Note kind="error">{refusal}</Note>}
        {isInUse && (
          <TargetField
            exceptId={id}
            value={target}
            error={targetProblem}
            onChange={(chosen) => {
              setTarget(chosen)
              setTargetProblem(undefined)
            }}
          />
        )}
        {target && isCounted && (
          <Text className="breakable" role="status">
            {strings.groups.willMove(memberCount, pendingInvitationCount, target.name)}
          </Text>
        )}
        {target && memberCount > 0 && <MovedGroupAdmins groupId={id} target={target} />}
      </Stack>
    </Question>
  )
}
