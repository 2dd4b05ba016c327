import { useMutation } from 'urql'
import { requireSuccess } from '../api/payloads'
import { CreateGroup } from '../shared/use-create-group'
import { strings } from '../strings'
import { Dialog } from '../ui/dialog'
import { notify } from '../ui/notify'
import { GroupNameForm } from './group-name-form'

interface Props {
  isOpen: boolean
  /** Why the viewer may not create groups; undefined where they may. */
  reason: string | undefined
  onClose: () => void
}

export function CreateGroupDialog({ isOpen, reason, onClose }: Props) {
  const [, createGroup] = useMutation(CreateGroup)
  const create = async (name: string) => {
    const { group } = await requireSuccess(createGroup({ input: { name } }))
    notify(strings.groups.created(group?.name ?? name))
    onClose()
  }
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={strings.groups.createTitle}
      size={480}
      closedReason={reason}
    >
      <GroupNameForm name="" confirmLabel={strings.groups.createConfirm} onSave={create} />
    </Dialog>
  )
}
