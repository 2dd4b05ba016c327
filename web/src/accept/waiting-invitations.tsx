import { Button, Group, Stack } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation } from 'urql'
import { requireSuccess } from '../api/payloads'
import { useSession } from '../session/session'
import { usePerson, type Viewer } from '../session/viewer'
import { strings } from '../strings'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { Note } from '../ui/note'
import { notify } from '../ui/notify'
import { useAsyncAction } from '../ui/use-async-action'
import { Offer } from './offer'
import { Accept, Decline } from './queries'

type Waiting = Viewer['waitingInvitations'][number]

/** Other organizations' invitations to the signed-in person. */
export function WaitingInvitations() {
  const { waitingInvitations: waiting } = usePerson()
  if (waiting.length === 0) return null
  return (
    <Stack gap="xs" mb="md">
      {waiting.map((invitation) => (
        <WaitingInvitation key={invitation.invitationId} invitation={invitation} />
      ))}
    </Stack>
  )
}

function WaitingInvitation({ invitation }: { invitation: Waiting }) {
  const { invitationId, organizationName, invitedBy, roleLabel, isBlocked } = invitation
  const { restart } = useSession()
  const [, accept] = useMutation(Accept)
  const [, decline] = useMutation(Decline)
  const [run, isRunning] = useAsyncAction()
  const [isDeclining, question] = useDisclosure()
  return (
    <Note kind="info" title={strings.waiting.title}>
      <Group justify="space-between">
        <Stack gap={4}>
          <span className="sentence">{strings.accept.invitedAs(invitedBy, organizationName, roleLabel)}</span>
          <Offer {...invitation} />
          {isBlocked && <span className="sentence">{strings.accept.blocked.hint}</span>}
        </Stack>
        <Group gap="xs">
          <Button size="compact-sm" variant="default" disabled={isRunning} onClick={question.open}>
            {strings.accept.decline}
          </Button>
          <Button
            size="compact-sm"
            disabled={isRunning || isBlocked}
            onClick={() =>
              run(async () => {
                await requireSuccess(accept({ input: { invitationId } }))
                notify(strings.accept.welcome(organizationName))
                restart()
              })
            }
          >
            {strings.waiting.accept}
          </Button>
        </Group>
      </Group>
      <ConfirmDialog
        isOpen={isDeclining}
        title={strings.accept.declineTitle}
        text={strings.accept.declineText(organizationName)}
        confirmLabel={strings.accept.decline}
        onClose={question.close}
        onConfirm={async () => {
          await requireSuccess(decline({ input: { invitationId } }))
          notify(strings.waiting.declined(organizationName))
          restart()
        }}
      />
    </Note>
  )
}
