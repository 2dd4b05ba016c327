import { Button, Group, Stack } from '@mantine/core'
import { type SubmitEvent, useState } from 'react'
import { GroupsField } from '../../shared/groups-field'
import { strings } from '../../strings'
import { CancelButton } from '../../ui/cancel-button'
import { Dialog } from '../../ui/dialog'
import { useUnsaved } from '../../ui/unsaved'
import { useAsyncAction } from '../../ui/use-async-action'

interface Props {
  isOpen: boolean
  /** How many rows get the groups. */
  count: number
  onSet: (groupIds: string[]) => Promise<void>
  onClose: () => void
}

export function GroupsDialog({ isOpen, count, onSet, onClose }: Props) {
  return (
    <Dialog
      isOpen={isOpen}
      isCentered
      size={440}
      title={strings.review.setGroupsTitle(count)}
      onClose={onClose}
    >
      <GroupsForm count={count} onSet={onSet} onClose={onClose} />
    </Dialog>
  )
}

function GroupsForm({ count, onSet, onClose }: Omit<Props, 'isOpen'>) {
  const [groupIds, setGroupIds] = useState<string[]>([])
  const [isCreating, setCreating] = useState(false)
  const [run, isRunning] = useAsyncAction()
  useUnsaved(groupIds.length > 0 ? strings.review.unsavedChoice : undefined)

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    void run(async () => {
      await onSet(groupIds)
      onClose()
    })
  }

  return (
    <form noValidate onSubmit={submit}>
      <Stack>
        <GroupsField
          label={strings.people.groups}
          description={strings.review.setGroupsHint}
          value={groupIds}
          onChange={setGroupIds}
          onCreating={setCreating}
        />
        <Group justify="end">
          <CancelButton />
          <Button type="submit" loading={isRunning || isCreating}>
            {strings.review.setGroupsButton(count)}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
