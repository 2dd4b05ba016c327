import { Button, Group, Select, SimpleGrid, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { type SubmitEvent, useState } from 'react'
import { useRoles } from '../shared/roles'
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

/** Escape leaves the row, not the window around it, which asks for this attribute of whatever has the focus. */
const KEEPS_WINDOW = { 'data-mantine-stop-propagation': true }

export function FixRow({ row, isBusy, onSave, onCancel }: Props) {
  const roles = useRoles()
  const [email, setEmail] = useState(row.email)
  const [role, setRole] = useState(() => roles.find(({ label }) => label === row.role)?.label ?? null)
  const [groups, setGroups] = useState(row.groups.join('; '))
  const [isChoosing, choosing] = useDisclosure()

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    onSave({ email: email.trim(), role: role ?? row.role, groups: splitGroups(groups) })
  }

  return (
    <form
      ref={(form) => form?.scrollIntoView({ block: 'nearest' })}
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !isChoosing) onCancel()
      }}
    >
      <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="xs">
        <TextInput
          label={strings.people.email}
          value={email}
          autoFocus
          {...KEEPS_WINDOW}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <Select
          label={strings.people.role}
          placeholder={row.role || strings.invite.chooseRole}
          allowDeselect={false}
          data={roles.filter(({ assignable }) => assignable).map(({ label }) => label)}
          value={role}
          onChange={setRole}
          onDropdownOpen={choosing.open}
          onDropdownClose={choosing.close}
          {...KEEPS_WINDOW}
        />
        <TextInput
          label={strings.people.groups}
          value={groups}
          placeholder={strings.bulk.groupsPlaceholder}
          {...KEEPS_WINDOW}
          onChange={(event) => setGroups(event.currentTarget.value)}
        />
      </SimpleGrid>
      <Group justify="end" gap="xs" mt="xs">
        <Button variant="default" size="compact-md" onClick={onCancel} {...KEEPS_WINDOW}>
          {strings.cancel}
        </Button>
        <Button type="submit" size="compact-md" loading={isBusy} {...KEEPS_WINDOW}>
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
