import { Button, Checkbox, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useMutation } from 'urql'
import type { Role } from '../api/graphql'
import { readPayload } from '../api/payloads'
import { roleLabel } from '../shared/role-label'
import { useRoles } from '../shared/roles'
import { strings } from '../strings'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { useUnsaved } from '../ui/unsaved'
import { BulkGroupsModal, type GroupChange } from './bulk-groups-modal'
import { RemoveMembers, UpdateGroupsOfMany, UpdateRoles } from './bulk-mutations'
import { BulkRoleModal } from './bulk-role-modal'
import { groupsOf } from './groups-of'
import type { memberFilter } from './list-filters'
import type { MemberRow } from './queries'
import type { Target, useAct } from './use-act'
import type { ListSelection } from './use-selection'

const CONTEXT = { additionalTypenames: ['Member', 'Invitation'] }

interface Props {
  selection: ListSelection<MemberRow>
  filter: ReturnType<typeof memberFilter>
  act: ReturnType<typeof useAct<MemberRow>>['act']
}

/** What can be done with the selected members. */
export default function MemberActs({ selection, filter, act }: Props) {
  const { rows, count, matching } = selection
  const [open, setOpen] = useState<'role' | 'groups' | 'removal'>()
  const [isResending, setResending] = useState(false)
  const [, updateRoles] = useMutation(UpdateRoles)
  const [, updateGroups] = useMutation(UpdateGroupsOfMany)
  const [, removeMembers] = useMutation(RemoveMembers)
  const roles = useRoles()
  const names = matching === undefined ? rows.map(({ name }) => name) : []
  const pending = rows.reduce((sum, { pendingInvitationCount }) => sum + pendingInvitationCount, 0)
  const close = () => {
    setOpen(undefined)
    setResending(false)
  }
  const matched = (target: Target) =>
    target.ids ? undefined : { matching: { filter, expectedCount: target.matching } }

  const changeRole = (role: Role) =>
    act(
      async (target) => {
        const whom = matched(target) ?? { ids: target.ids }
        const input = { ...whom, role, resendPendingInvitations: isResending }
        const { subjects, resentCount, errors } = await readPayload(updateRoles({ input }, CONTEXT))
        return { count: subjects.length, resentCount, errors }
      },
      (changed) => strings.lists.roleChanged(changed, roleLabel(roles, role)),
    )
  const changeGroups = (change: GroupChange) =>
    act(async (target) => {
      const whom = matched(target) ?? { ids: target.ids }
      const { subjects, errors } = await readPayload(updateGroups({ input: { ...whom, ...change } }, CONTEXT))
      return { count: subjects.length, errors }
    }, strings.lists.groupsChanged)
  const remove = () =>
    act(async (target) => {
      const whom = matched(target) ?? { memberIds: target.ids }
      const input = { ...whom, resendPendingInvitations: isResending }
      const { removedCount, resentCount, errors } = await readPayload(removeMembers({ input }, CONTEXT))
      return { count: removedCount, resentCount, errors }
    }, strings.lists.removed)

  const resendChoice = (matching !== undefined || pending > 0) && (
    <ResendChoice
      count={matching === undefined ? pending : undefined}
      isChosen={isResending}
      onChange={setResending}
    />
  )
  const exception = matching !== undefined && <Text>{strings.lists.notOneself}</Text>
  return (
    <>
      <Button variant="default" size="compact-md" onClick={() => setOpen('role')}>
        {strings.lists.changeRole}
      </Button>
      <Button variant="default" size="compact-md" onClick={() => setOpen('groups')}>
        {strings.lists.changeGroups}
      </Button>
      <Button className="danger-tint" size="compact-md" onClick={() => setOpen('removal')}>
        {strings.lists.remove}
      </Button>
      <BulkRoleModal
        isOpen={open === 'role'}
        title={strings.lists.roleTitle(count)}
        onClose={close}
        onSave={changeRole}
      >
        {exception}
        {resendChoice}
      </BulkRoleModal>
      <BulkGroupsModal
        isOpen={open === 'groups'}
        title={strings.lists.groupsTitle(count)}
        known={groupsOf(rows)}
        onClose={close}
        onSave={changeGroups}
      >
        {exception}
      </BulkGroupsModal>
      <ConfirmDialog
        isOpen={open === 'removal'}
        title={strings.lists.removeTitle(count)}
        text={strings.lists.removeText(names, count)}
        confirmLabel={strings.lists.removeConfirm}
        onClose={close}
        onConfirm={remove}
      >
        {exception}
        {resendChoice}
      </ConfirmDialog>
    </>
  )
}

interface ResendChoiceProps {
  /** How many invitations; undefined: not known. */
  count: number | undefined
  isChosen: boolean
  onChange: (isChosen: boolean) => void
}

function ResendChoice({ count, isChosen, onChange }: ResendChoiceProps) {
  useUnsaved(isChosen ? strings.lists.unsavedChoice : undefined)
  return (
    <Stack gap="xs" mt="sm">
      <Text>{strings.lists.stopping(count)}</Text>
      <Checkbox
        label={strings.lists.resendInMyName}
        checked={isChosen}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </Stack>
  )
}
