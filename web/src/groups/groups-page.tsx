import { Button, Group, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useViewer } from '../session/viewer'
import { strings } from '../strings'
import { DisabledWithReason } from '../ui/disabled-with-reason'
import { PlusIcon } from '../ui/icons'
import { usePageTitle } from '../ui/use-page-title'
import { CreateGroupDialog } from './create-group-dialog'
import { GroupList } from './group-list'
import { WrongParts } from './wrong-parts'

/** The device groups, for whoever may look at them; Admins change them. */
export default function GroupsPage() {
  const { organization, canChangeSettings } = useViewer()
  const [isCreateOpen, createDialog] = useDisclosure()
  usePageTitle(strings.shell.groups, organization.name)
  const reason = canChangeSettings ? undefined : strings.groups.mayNot
  return (
    <>
      <Group justify="space-between" align="start" mb="md">
        <div className="heading">
          <Title order={1}>{strings.shell.groups}</Title>
          <Text c="dimmed" className="breakable">
            {strings.groups.subtitle(organization.name)}
          </Text>
        </div>
        <DisabledWithReason reason={reason}>
          {(disabledProps) => (
            <Button
              leftSection={<PlusIcon />}
              {...disabledProps}
              onClick={reason ? undefined : createDialog.open}
            >
              {strings.groups.create}
            </Button>
          )}
        </DisabledWithReason>
      </Group>
      <WrongParts />
      <GroupList reason={reason} onCreate={createDialog.open} />
      <CreateGroupDialog isOpen={isCreateOpen} reason={reason} onClose={createDialog.close} />
    </>
  )
}
