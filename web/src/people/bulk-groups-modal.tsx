import { Button, Group, Stack } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { GroupsField } from '../shared/groups-field'
import { strings } from '../strings'
import { CancelButton } from '../ui/cancel-button'
import { Dialog } from '../ui/dialog'
import { useUnsaved } from '../ui/unsaved'
import { useAsyncAction } from '../ui/use-async-action'

export interface GroupChange {
  addGroupIds: string[]
  removeGroupIds: string[]
}

interface Props {
  isOpen: boolean
  title: string
  /** The groups that the selected people have, so that they can be found here by name. */
  known: readonly { id: string; name: string }[]
  children?: ReactNode
  onClose: () => void
  onSave: (change: GroupChange) => Promise<void>
}

/** Adds groups to many people, and takes others from them; what else each of them has stays. */
export function BulkGroupsModal({ isOpen, title, onClose, ...form }: Props) {
  return (
    <Dialog isOpen={isOpen} title={title} size={480} isCentered onClose={onClose}>
      <GroupsForm {...form} onClose={onClose} />
    </Dialog>
  )
}

function GroupsForm({ known, children, onClose, onSave }: Omit<Props, 'isOpen' | 'title'>) {
  const [added, setAdded] = useState<string[]>([])
  const [removed, setRemoved] = useState<string[]>([])
  const [error, setError] = useState<string>()
  const [isCreating, setCreating] = useState(false)
  const [run, isRunning] = useAsyncAction()
  const isChosen = added.length > 0 || removed.length > 0
  useUnsaved(isChosen ? strings.dialog.changes : undefined)
  function save() {
    if (!isChosen) return setError(strings.lists.groupsMissing)
    void run(async () => {
      await onSave({ addGroupIds: added, removeGroupIds: removed })
      onClose()
    })
  }
  const missing = error && !isChosen ? { error } : {}
  return (
    <Stack>
      {children}
      <GroupsField
        label={strings.lists.addGroups}
        description={strings.lists.addGroupsHint}
        known={known}
        value={added}
        onChange={(ids) => {
          setAdded(ids)
          setRemoved(removed.filter((id) => !ids.includes(id)))
        }}
        onCreating={setCreating}
        {...missing}
      />
      <GroupsField
        label={strings.lists.removeGroups}
        description={strings.lists.removeGroupsHint}
        known={known}
        value={removed}
        onChange={(ids) => {
          setRemoved(ids)
          setAdded(added.filter((id) => !ids.includes(id)))
        }}
        onCreating={setCreating}
      />
      <Group justify="end">
        <CancelButton />
        <Button loading={isRunning || isCreating} onClick={save}>
          {strings.lists.groupsConfirm}
        </Button>
      </Group>
    </Stack>
  )
}
