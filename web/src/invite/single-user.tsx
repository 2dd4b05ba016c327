import { Button, Group, Stack } from '@mantine/core'
import { useState } from 'react'
import type { Role } from '../api/graphql'
import { useViewer } from '../session/viewer'
import { GroupsField } from '../shared/groups-field'
import { RoleField } from '../shared/role-field'
import { strings } from '../strings'
import { notify } from '../ui/notify'
import { looksLikeAddress } from './addresses'
import { EmailsField } from './emails-field'
import { NotSentList } from './not-sent-list'
import { type NotSent, useInvite } from './use-invite'

interface Props {
  /** Called with whether there is something to lose by closing. */
  onDirtyChange: (isDirty: boolean) => void
  onClose: () => void
}

interface Result {
  sent: number
  notSent: NotSent[]
}

export function SingleUser({ onDirtyChange, onClose }: Props) {
  const { member } = useViewer()
  const [emails, setEmails] = useState<string[]>([])
  const [role, setRole] = useState<Role | null>(null)
  const [groupIds, setGroupIds] = useState<string[]>([])
  const [isSubmitted, setSubmitted] = useState(false)
  const [result, setResult] = useState<Result>()
  const { invite, progress } = useInvite()
  const invalid = emails.filter((email) => !looksLikeAddress(email))
  const valid = emails.filter(looksLikeAddress)

  function changeEmails(after: string[]) {
    setEmails(after)
    onDirtyChange(after.length > 0)
  }

  async function send() {
    setSubmitted(true)
    if (valid.length === 0 || invalid.length > 0 || !role) return
    const { sent, notSent } = await invite(valid, role, groupIds)
    changeEmails(notSent.map(({ email }) => email))
    setSubmitted(false)
    if (notSent.length === 0) {
      notify(strings.invite.sent(sent))
      onClose()
    } else {
      setResult({ sent, notSent })
    }
  }

  const emailsError = () => {
    if (invalid.length > 0) return strings.invite.notAddresses(invalid)
    return isSubmitted && valid.length === 0 ? strings.invite.needEmail : undefined
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <Stack>
        {result && (
          <NotSentList
            sent={result.sent}
            notSent={result.notSent}
            onResolved={(email) => {
              changeEmails(emails.filter((each) => each !== email))
              setResult({ ...result, notSent: result.notSent.filter((each) => each.email !== email) })
            }}
          />
        )}
        <EmailsField value={emails} error={emailsError()} onChange={changeEmails} />
        <RoleField
          value={role}
          error={isSubmitted && !role ? strings.invite.needRole : undefined}
          onChange={setRole}
        />
        <GroupsField
          label={strings.people.groups}
          description={
            member.role === 'GROUP_ADMIN' ? strings.invite.groupsHintOwn : strings.invite.groupsHint
          }
          value={groupIds}
          onChange={setGroupIds}
        />
        <Group justify="end">
          <Button variant="default" onClick={onClose}>
            {strings.cancel}
          </Button>
          <Button
            type="submit"
            loading={progress !== undefined && progress.total === 1}
            disabled={progress && progress.total > 1}
          >
            {progress && progress.total > 1
              ? strings.invite.sending(progress.done + 1, progress.total)
              : strings.invite.send(valid.length)}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
