import { Button, Group, Stack } from '@mantine/core'
import { type SubmitEvent, useState } from 'react'
import type { Role } from '../../api/graphql'
import { GroupSelect } from '../../shared/group-select'
import { RoleField } from '../../shared/role-field'
import { roleLabel } from '../../shared/role-label'
import { useRoles } from '../../shared/roles'
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
  const [chosen, setChosen] = useState<{ id: string; name: string }>()
  const [isSubmitted, setSubmitted] = useState(false)
  const [run, isRunning] = useAsyncAction()
  const isRole = group.column === 'ROLE'
  const to = isRole ? role && roleLabel(roles, role) : (chosen?.name ?? null)
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
          <GroupSelect
            isAssignable
            label={strings.review.replaceWith}
            placeholder={strings.invite.chooseGroups}
            noGroupLabel={strings.review.noGroup}
            required
            allowDeselect={false}
            value={chosen?.id}
            error={isSubmitted && !chosen ? strings.review.needGroup : undefined}
            onChange={setChosen}
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
