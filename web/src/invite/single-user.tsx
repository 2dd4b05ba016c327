import { Button, Group, Stack } from '@mantine/core'
import { useState } from 'react'
import type { Role } from '../api/graphql'
import { useMe } from '../session/viewer'
import { GroupsField } from '../shared/groups-field'
import { strings } from '../strings'
import { say } from '../ui/say'
import { looksLikeAddress } from './addresses'
import { EmailsField } from './emails-field'
import { NotSentList } from './not-sent-list'
import { RoleField } from './role-field'
import { type NotSent, useInviting } from './use-inviting'

interface Props {
  onTyped: (isTyped: boolean) => void
  onClose: () => void
}

interface Result {
  sent: number
  notSent: NotSent[]
}

export function SingleUser({ onTyped, onClose }: Props) {
  const { member } = useMe()
  const [emails, setEmails] = useState<string[]>([])
  const [role, setRole] = useState<Role | null>(null)
  const [groupIds, setGroupIds] = useState<string[]>([])
  const [isTried, setTried] = useState(false)
  const [result, setResult] = useState<Result>()
  const { invite, progress } = useInviting()
  const wrong = emails.filter((email) => !looksLikeAddress(email))
  const valid = emails.filter(looksLikeAddress)

  function changeEmails(after: string[]) {
    setEmails(after)
    onTyped(after.length > 0)
  }

  async function send() {
    setTried(true)
    if (valid.length === 0 || wrong.length > 0 || !role) return
    const { sent, notSent } = await invite(valid, role, groupIds)
    changeEmails(notSent.map(({ email }) => email))
    setTried(false)
    if (notSent.length === 0) {
      say(strings.invite.sent(sent))
      onClose()
    } else setResult({ sent, notSent })
  }

  const aboutEmails =
    wrong.length > 0
      ? strings.invite.notAddresses(wrong)
      : isTried && valid.length === 0 && strings.invite.needEmail
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
        <EmailsField value={emails} error={aboutEmails || undefined} onChange={changeEmails} />
        <RoleField
          value={role}
          error={isTried && !role ? strings.invite.needRole : undefined}
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
