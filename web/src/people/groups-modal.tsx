import { Button, Group, Stack } from '@mantine/core'
import { useState } from 'react'
import { useMutation } from 'urql'
import { ErrorFields } from '../api/error-fields'
import { graphql } from '../api/graphql'
import { requireSuccess } from '../api/payloads'
import { GroupsField } from '../shared/groups-field'
import { strings } from '../strings'
import { CancelButton } from '../ui/cancel-button'
import { Dialog } from '../ui/dialog'
import { notify } from '../ui/notify'
import { useUnsaved } from '../ui/unsaved'
import { useAsyncAction } from '../ui/use-async-action'

const UpdateGroups = graphql(
  `mutation UpdateGroups($input: UpdateGroupsInput!) {
    updateGroups(input: $input) {
      subject { __typename ... on Member { id } ... on Invitation { id } }
      errors { ...ErrorFields }
    }
  }`,
  [ErrorFields],
)

interface Props {
  subject: { id: string; groups: readonly { id: string; name: string }[] }
  title: string
  name: string
  isOpen: boolean
  /** Why the viewer may not change them; undefined where they may. */
  reason: string | undefined
  onClose: () => void
}

/** Changes the groups of a member or of a pending invitation. */
export function GroupsModal({ title, isOpen, reason, onClose, ...subject }: Props) {
  const [run, isRunning] = useAsyncAction()
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={title}
      size={480}
      isCentered
      closedReason={reason}
      goneReason={isRunning ? undefined : strings.people.gone(subject.name)}
    >
      <GroupsForm {...subject} run={run} isRunning={isRunning} onClose={onClose} />
    </Dialog>
  )
}

interface FormProps extends Pick<Props, 'subject' | 'name' | 'onClose'> {
  run: (action: () => Promise<unknown>) => Promise<void>
  isRunning: boolean
}

function GroupsForm({ subject, name, run, isRunning, onClose }: FormProps) {
  const [chosen, setChosen] = useState(subject.groups.map(({ id }) => id))
  const [isCreating, setCreating] = useState(false)
  const [, updateGroups] = useMutation(UpdateGroups)
  const [before] = useState(chosen)
  const isChanged = chosen.length !== before.length || chosen.some((id) => !before.includes(id))
  useUnsaved(isChanged ? strings.dialog.changes : undefined)
  const save = () =>
    run(async () => {
      await requireSuccess(updateGroups({ input: { id: subject.id, groupIds: chosen } }))
      notify(strings.member.groupsSaved(name))
      onClose()
    })
  return (
    <Stack>
      <GroupsField
        label={strings.people.groups}
        description={strings.member.groupsHint}
        known={subject.groups}
        value={chosen}
        onChange={setChosen}
        onCreating={setCreating}
      />
      <Group justify="end">
        <CancelButton />
        <Button loading={isRunning || isCreating} onClick={save}>
          {strings.member.saveGroups}
        </Button>
      </Group>
    </Stack>
  )
}
