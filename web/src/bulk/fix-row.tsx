import { Button, Group, Select, SimpleGrid, TextInput } from '@mantine/core'
import { type SubmitEvent, useState } from 'react'
import { useRoles } from '../people/roles'
import { strings } from '../strings'
import type { BulkRow } from './queries'

interface Cells {
  email: string
  role: string
  groups: string[]
}

interface Props {
  row: BulkRow
  isBusy: boolean
  onSave: (cells: Cells) => void
  onCancel: () => void
}

export function FixRow({ row, isBusy, onSave, onCancel }: Props) {
  const roles = useRoles()
  const [email, setEmail] = useState(row.email)
  const [role, setRole] = useState(() => roles.find(({ label }) => label === row.role)?.label ?? null)
  const [groups, setGroups] = useState(row.groups.join('; '))

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    onSave({ email: email.trim(), role: role ?? row.role, groups: splitGroups(groups) })
  }

  return (
    <form
      ref={(form) => form?.scrollIntoView({ block: 'nearest' })}
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.isDefaultPrevented()) return
        // Escape leaves this row, not the whole window.
        event.stopPropagation()
        onCancel()
      }}
    >
      <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="xs">
        <TextInput
          label={strings.people.email}
          value={email}
          data-autofocus
          autoFocus
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <Select
          label={strings.people.role}
          placeholder={row.role || strings.invite.chooseRole}
          allowDeselect={false}
          data={roles.filter(({ assignable }) => assignable).map(({ label }) => label)}
          value={role}
          onChange={setRole}
        />
        <TextInput
          label={strings.people.groups}
          value={groups}
          placeholder={strings.bulk.groupsPlaceholder}
          onChange={(event) => setGroups(event.currentTarget.value)}
        />
      </SimpleGrid>
      <Group justify="end" gap="xs" mt="xs">
        <Button variant="default" size="compact-md" onClick={onCancel}>
          {strings.cancel}
        </Button>
        <Button type="submit" size="compact-md" loading={isBusy}>
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
