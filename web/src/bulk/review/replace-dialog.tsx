import { Button, Group, Select, Stack } from '@mantine/core'
import { type SubmitEvent, useState } from 'react'
import type { Role } from '../../api/graphql'
import { RoleField } from '../../shared/role-field'
import { roleLabel } from '../../shared/role-label'
import { useRoles } from '../../shared/roles'
import { useGroupOptions } from '../../shared/use-group-options'
import { strings } from '../../strings'
import { CancelButton } from '../../ui/cancel-button'
import { Dialog } from '../../ui/dialog'
import { useUnsaved } from '../../ui/unsaved'
import { useAsyncAction } from '../../ui/use-async-action'
import { useLastValue } from '../../ui/use-last-value'
import type { ProblemGroup } from './queries'

interface Props {
  /** What is replaced; undefined: the window is closed. */
  group: ProblemGroup | undefined
  onReplace: (group: ProblemGroup, to: string) => Promise<void>
  onClose: () => void
}

/** Replaces a role, or the name of a group, in all rows that have it. */
export function ReplaceDialog({ group, onReplace, onClose }: Props) {
  const shown = useLastValue(group)
  return (
    <Dialog
      isOpen={group !== undefined}
      isCentered
      size={440}
      title={shown ? strings.review.replaceTitle(shown.value, shown.rowCount) : ''}
      onClose={onClose}
    >
      {shown && <ReplaceForm group={shown} onReplace={onReplace} onClose={onClose} />}
    </Dialog>
  )
}

function ReplaceForm({ group, onReplace, onClose }: Props & { group: ProblemGroup }) {
  const roles = useRoles()
  const [role, setRole] = useState<Role | null>(null)
  const [name, setName] = useState<string | null>(null)
  const [isSubmitted, setSubmitted] = useState(false)
  const [run, isRunning] = useAsyncAction()
  const isRole = group.column === 'ROLE'
  const to = isRole ? role && roleLabel(roles, role) : name
  useUnsaved(to === null ? undefined : strings.review.unsavedChoice)

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    setSubmitted(true)
    if (to === null) return
    void run(async () => {
      await onReplace(group, to)
      onClose()
    })
  }

  return (
    <form noValidate onSubmit={submit}>
      <Stack>
        {isRole ? (
          <RoleField
            label={strings.review.replaceWith}
            value={role}
            error={isSubmitted && !role ? strings.review.needRole : undefined}
            onChange={setRole}
          />
        ) : (
          <GroupNameField
            value={name}
            error={isSubmitted && name === null ? strings.review.needGroup : undefined}
            onChange={setName}
          />
        )}
        <Group justify="end">
          <CancelButton />
          <Button type="submit" loading={isRunning}>
            {strings.review.replaceButton(group.rowCount)}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

interface FieldProps {
  value: string | null
  error: string | undefined
  onChange: (name: string | null) => void
}

function GroupNameField({ value, error, onChange }: FieldProps) {
  const { options, search, setSearch } = useGroupOptions()
  return (
    <Select
      label={strings.review.replaceWith}
      placeholder={strings.invite.chooseGroups}
      required
      searchable
      allowDeselect={false}
      data={[
        { value: '', label: strings.review.noGroup },
        ...options.map(({ label }) => ({ value: label, label })),
      ]}
      value={value}
      error={error}
      searchValue={search}
      onSearchChange={setSearch}
      onChange={onChange}
      nothingFoundMessage={strings.invite.noGroups}
    />
  )
}
