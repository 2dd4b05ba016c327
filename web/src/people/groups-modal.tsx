import { Button, Group, Modal, Stack } from '@mantine/core'
import { useState } from 'react'
import { useMutation } from 'urql'
import { ErrorFields } from '../api/error-fields'
import { graphql } from '../api/graphql'
import { requireSuccess } from '../api/payloads'
import { GroupsField } from '../shared/groups-field'
import { strings } from '../strings'
import { notify } from '../ui/notify'
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
  onClose: () => void
}

/** Changes the groups of a member or of a pending invitation. */
export function GroupsModal({ title, isOpen, onClose, ...subject }: Props) {
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={title}
      size={480}
      centered
      classNames={{ title: 'breakable' }}
    >
      <GroupsForm {...subject} onClose={onClose} />
    </Modal>
  )
}

function GroupsForm({ subject, name, onClose }: Omit<Props, 'title' | 'isOpen'>) {
  const [chosen, setChosen] = useState(subject.groups.map(({ id }) => id))
  const [, updateGroups] = useMutation(UpdateGroups)
  const [run, isRunning] = useAsyncAction()
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
      />
      <Group justify="end">
        <Button variant="default" onClick={onClose}>
          {strings.cancel}
        </Button>
        <Button loading={isRunning} onClick={save}>
          {strings.member.saveGroups}
        </Button>
      </Group>
    </Stack>
  )
}
