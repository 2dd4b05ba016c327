import { useMutation } from 'urql'
import { requireSuccess } from '../api/payloads'
import { strings } from '../strings'
import { Dialog } from '../ui/dialog'
import { notify } from '../ui/notify'
import { GroupNameForm } from './group-name-form'
import { type GroupRow, RenameGroup } from './queries'

// Every row of the lists of people may show the group.
const CONTEXT = { additionalTypenames: ['Member', 'Invitation'] }

interface Props {
  group: GroupRow
  isOpen: boolean
  /** Why the viewer may not rename it; undefined where they may. */
  reason: string | undefined
  onClose: () => void
}

export function RenameGroupDialog({ group, isOpen, reason, onClose }: Props) {
  const [, renameGroup] = useMutation(RenameGroup)
  const rename = async (name: string) => {
    if (name.trim() !== group.name) {
      const answer = await requireSuccess(renameGroup({ input: { groupId: group.id, name } }, CONTEXT))
      notify(strings.groups.renamed(group.name, answer.group?.name ?? name))
    }
    onClose()
  }
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={strings.groups.renameTitle(group.name)}
      size={480}
      closedReason={reason}
      goneReason={strings.people.gone(group.name)}
    >
      <GroupNameForm name={group.name} confirmLabel={strings.groups.renameConfirm} onSave={rename} />
    </Dialog>
  )
}
