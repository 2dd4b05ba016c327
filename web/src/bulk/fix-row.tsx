import { Button, Group, Select, SimpleGrid, TextInput } from '@mantine/core'
import { type SubmitEvent, useMemo, useState } from 'react'
import { useRoles } from '../shared/roles'
import { strings } from '../strings'
import { useUnsaved } from '../ui/unsaved'
import { useEscape } from '../ui/use-escape'
import type { BulkInviteRow } from './queries'
import type { RowChange } from './row-problems'

interface Props {
  row: BulkInviteRow
  isSaving: boolean
  onSave: (change: RowChange) => void
  onCancel: () => void
}

export function FixRow({ row, isSaving, onSave, onCancel }: Props) {
  const roles = useRoles()
  const [email, setEmail] = useState(row.email)
  const roleBefore = roles.find(({ label }) => label === row.role)?.label ?? null
  const [role, setRole] = useState(roleBefore)
  const [groups, setGroups] = useState(row.groups.join('; '))
  const isChanged = email !== row.email || role !== roleBefore || groups !== row.groups.join('; ')
  const loss = useMemo(() => strings.bulk.unsavedRow(row.line), [row.line])
  const confirmLoss = useUnsaved(isChanged ? loss : undefined)
  const cancel = async () => (await confirmLoss()) && onCancel()
  useEscape(true, () => void cancel())

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    onSave({ email: email.trim(), role: role ?? row.role, groups: splitGroups(groups) })
  }

  return (
    <form ref={(form) => form?.scrollIntoView({ block: 'nearest' })} onSubmit={submit}>
      <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="xs">
        <TextInput
          label={strings.people.email}
          value={email}
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
        <Button variant="default" size="compact-md" onClick={cancel}>
          {strings.cancel}
        </Button>
        <Button type="submit" size="compact-md" loading={isSaving}>
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
