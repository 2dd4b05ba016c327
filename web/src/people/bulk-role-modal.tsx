import { Button, Group, Stack, Text } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { Role } from '../api/graphql'
import { RoleField } from '../shared/role-field'
import { strings } from '../strings'
import { CancelButton } from '../ui/cancel-button'
import { Dialog } from '../ui/dialog'
import { useUnsaved } from '../ui/unsaved'
import { useAsyncAction } from '../ui/use-async-action'

interface Props {
  isOpen: boolean
  title: string
  /** More that is chosen with the role. */
  children?: ReactNode
  onClose: () => void
  onSave: (role: Role) => Promise<void>
}

/** Gives many people one role. */
export function BulkRoleModal({ isOpen, title, children, onClose, onSave }: Props) {
  return (
    <Dialog isOpen={isOpen} title={title} size={480} isCentered onClose={onClose}>
      <RoleForm onClose={onClose} onSave={onSave}>
        {children}
      </RoleForm>
    </Dialog>
  )
}

function RoleForm({ children, onClose, onSave }: Pick<Props, 'children' | 'onClose' | 'onSave'>) {
  const [role, setRole] = useState<Role | null>(null)
  const [error, setError] = useState<string>()
  const [run, isRunning] = useAsyncAction()
  useUnsaved(role ? strings.dialog.changes : undefined)
  function save() {
    if (!role) return setError(strings.lists.roleMissing)
    void run(async () => {
      await onSave(role)
      onClose()
    })
  }
  return (
    <Stack>
      <Text>{strings.lists.roleText}</Text>
      <RoleField
        value={role}
        error={error}
        onChange={(chosen) => {
          setRole(chosen)
          setError(undefined)
        }}
      />
      {children}
      <Group justify="end">
        <CancelButton />
        <Button loading={isRunning} onClick={save}>
          {strings.lists.roleConfirm}
        </Button>
      </Group>
    </Stack>
  )
}
