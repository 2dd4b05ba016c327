import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useMutation } from 'urql'
import { ErrorFields } from '../api/error-fields'
import { errorMessage } from '../api/errors'
import { graphql } from '../api/graphql'
import { requireSuccess } from '../api/payloads'
import { strings } from '../strings'
import { CancelButton } from '../ui/cancel-button'
import { Dialog } from '../ui/dialog'
import { Note } from '../ui/note'
import type { InvitationRow } from './queries'

const CreateInvitationLink = graphql(
  `mutation CreateInvitationLink($input: CreateInvitationLinkInput!) {
    createInvitationLink(input: $input) { url errors { ...ErrorFields } }
  }`,
  [ErrorFields],
)

interface Props {
  invitation: Pick<InvitationRow, 'id' | 'email'>
  isOpen: boolean
  /** Why there is no link for the viewer any more; undefined where there is. */
  closedReason: string | undefined
  onClose: () => void
}

/** Gives out an invitation's link, once it is clear what it is. It is kept here alone, and as long as this is open. */
export default function InvitationLinkDialog({ invitation, ...window }: Props) {
  return (
    <Dialog
      {...window}
      title={strings.invitationLink.title(invitation.email)}
      size={520}
      goneReason={strings.invitation.gone(invitation.email)}
    >
      <InvitationLink {...invitation} />
    </Dialog>
  )
}

function InvitationLink({ id, email }: Props['invitation']) {
  const [, create] = useMutation(CreateInvitationLink)
  const [url, setUrl] = useState<string>()
  const [refusal, setRefusal] = useState<string>()
  const [isRunning, setRunning] = useState(false)
  const ask = async () => {
    setRunning(true)
    setRefusal(undefined)
    try {
      const payload = await requireSuccess(create({ input: { invitationId: id } }))
      setUrl(payload.url ?? undefined)
    } catch (error) {
      setRefusal(errorMessage(error))
    } finally {
      setRunning(false)
    }
  }
  return (
    <Stack>
      <div>
        <Text className="breakable">
          <strong>{strings.invitationLink.for(email)}</strong> {strings.invitationLink.secret}
        </Text>
        <Text c="dimmed">
          {strings.invitationLink.until} {strings.invitationLink.recorded}
        </Text>
      </div>
      {refusal && <Note kind="error">{refusal}</Note>}
      {url ? (
        <LinkField url={url} />
      ) : (
        <Group justify="end">
          <CancelButton />
          <Button loading={isRunning} onClick={ask}>
            {strings.invitationLink.create}
          </Button>
        </Group>
      )}
    </Stack>
  )
}

function LinkField({ url }: { url: string }) {
  const field = useRef<HTMLInputElement>(null)
  const [said, setSaid] = useState('')
  useEffect(() => field.current?.focus(), [])
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(url)
      setSaid(strings.invitationLink.copied)
    } catch {
      // Refused, or not there: outside of HTTPS browsers have no clipboard.
      field.current?.focus()
      field.current?.select()
      setSaid(strings.invitationLink.selected)
    }
  }
  return (
    <>
      <Group align="end" gap="xs" wrap="nowrap">
        <TextInput
          ref={field}
          className="link-field"
          label={strings.invitationLink.label}
          value={url}
          readOnly
          onFocus={(event) => event.currentTarget.select()}
        />
        <Button onClick={copy}>{strings.invitationLink.copyIt}</Button>
      </Group>
      <Group justify="space-between">
        <span role="status" className="dimmed small">
          {said}
        </span>
        <CancelButton label={strings.invitationLink.done} />
      </Group>
    </>
  )
}
