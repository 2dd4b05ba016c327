import { Button, Group, Select, SimpleGrid, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { type SubmitEvent, useState } from 'react'
import { useRoles } from '../shared/roles'
import { strings } from '../strings'
import type { BulkInviteRow } from './queries'
import type { RowChange } from './row-problems'

interface Props {
  row: BulkInviteRow
  isSaving: boolean
  onSave: (change: RowChange) => void
  onCancel: () => void
}

/** On a focused field: Escape closes this form and not the modal around it, which looks for the attribute. */
const KEEP_MODAL_OPEN = { 'data-mantine-stop-propagation': true }

export function FixRow({ row, isSaving, onSave, onCancel }: Props) {
  const roles = useRoles()
  const [email, setEmail] = useState(row.email)
  const [role, setRole] = useState(() => roles.find(({ label }) => label === row.role)?.label ?? null)
  const [groups, setGroups] = useState(row.groups.join('; '))
  const [isListOpen, roleList] = useDisclosure()

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    onSave({ email: email.trim(), role: role ?? row.role, groups: splitGroups(groups) })
  }

  return (
    <form
      ref={(form) => form?.scrollIntoView({ block: 'nearest' })}
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !isListOpen) onCancel()
      }}
    >
      <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="xs">
        <TextInput
          label={strings.people.email}
          value={email}
          autoFocus
          {...KEEP_MODAL_OPEN}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <Select
          label={strings.people.role}
          placeholder={row.role || strings.invite.chooseRole}
          allowDeselect={false}
          data={roles.filter(({ assignable }) => assignable).map(({ label }) => label)}
          value={role}
          onChange={setRole}
          onDropdownOpen={roleList.open}
          onDropdownClose={roleList.close}
          {...KEEP_MODAL_OPEN}
        />
        <TextInput
          label={strings.people.groups}
          value={groups}
          placeholder={strings.bulk.groupsPlaceholder}
          {...KEEP_MODAL_OPEN}
          onChange={(event) => setGroups(event.currentTarget.value)}
        />
      </SimpleGrid>
      <Group justify="end" gap="xs" mt="xs">
        <Button variant="default" size="compact-md" onClick={onCancel} {...KEEP_MODAL_OPEN}>
          {strings.cancel}
        </Button>
        <Button type="submit" size="compact-md" loading={isSaving} {...KEEP_MODAL_OPEN}>
          {strings.bulk.save}
        </Button>
      </Group>
    </form>
  )
}

function splitGroups(text: string): string[] {
  return text
    .split(';')
    .map((name) => name.trim())
    .filter(Boolean)
}
