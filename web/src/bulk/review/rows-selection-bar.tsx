import { Button, Group, Menu } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { RoleOption } from '../../shared/role-option'
import { useRoles } from '../../shared/roles'
import { strings } from '../../strings'
import { useAsyncAction } from '../../ui/use-async-action'
import { useQuestion } from '../../ui/use-question'
import { GroupsDialog } from './groups-dialog'
import type { MassEdits, Target } from './use-mass-edits'
import type { Selection } from './use-selection'

interface Props {
  selection: Selection
  /** What is looked at, and its number of rows. */
  whole: { target: Target; count: number }
  edits: MassEdits
  /** Does something that changes rows, and asks first where a changed cell is open. */
  guard: (action: () => void) => void
}

/** What can be done with the rows that are chosen. */
export function RowsSelectionBar({ selection, whole, edits, guard }: Props) {
  const roles = useRoles()
  const [run, isRunning] = useAsyncAction()
  const [ask, question] = useQuestion()
  const [isGroupsOpen, groupsDialog] = useDisclosure()
  const target: Target = selection.isWhole ? whole.target : { ids: [...selection.ids] }
  const count = selection.isWhole ? whole.count : selection.ids.size

  const act = async (action: () => Promise<void>) => {
    await action()
    selection.clear()
  }
  const remove = async () => {
    if (await ask(strings.review.removeQuestion(count))) await run(() => act(() => edits.remove(target)))
  }

  return (
    <Group className="rows-selection" gap="xs" role="region" aria-label={strings.review.selection}>
      <span role="status" className="figures">
        {strings.review.selected(count)}
      </span>
      <Menu position="bottom-start" width={300}>
        <Menu.Target>
          <Button variant="default" size="compact-sm" loading={isRunning}>
            {strings.review.setRole}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {roles
            .filter(({ assignable }) => assignable)
            .map(({ role }) => (
              <Menu.Item
                key={role}
                onClick={() => guard(() => void run(() => act(() => edits.setRights(target, { role }))))}
              >
                <RoleOption roles={roles} role={role} isChecked={false} />
              </Menu.Item>
            ))}
        </Menu.Dropdown>
      </Menu>
      <Button
        variant="default"
        size="compact-sm"
        disabled={isRunning}
        onClick={() => guard(groupsDialog.open)}
      >
        {strings.review.setGroups}
      </Button>
      <Button
        className="danger-tint"
        size="compact-sm"
        disabled={isRunning}
        onClick={() => guard(() => void remove())}
      >
        {strings.review.remove}
      </Button>
      <Button variant="subtle" size="compact-sm" onClick={selection.clear}>
        {strings.review.unselect}
      </Button>
      {question}
      <GroupsDialog
        isOpen={isGroupsOpen}
        count={count}
        onSet={(groupIds) => act(() => edits.setRights(target, { groupIds }))}
        onClose={groupsDialog.close}
      />
    </Group>
  )
}
