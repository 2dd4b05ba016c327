import { Button, Group, Stack } from '@mantine/core'
import { useMutation, useQuery } from 'urql'
import { requireSuccess } from '../api/payloads'
import { ViewerQuery } from '../session/queries'
import { useSession } from '../session/session'
import { strings } from '../strings'
import { Note } from '../ui/note'
import { notify } from '../ui/notify'
import { useAsyncAction } from '../ui/use-async-action'
import { Offer } from './offer'
import { Accept, Decline } from './queries'

/** Other organizations' invitations to the signed-in person. */
export function WaitingInvitations() {
  const [{ data }] = useQuery({ query: ViewerQuery, requestPolicy: 'cache-first' })
  const { restart } = useSession()
  const [, accept] = useMutation(Accept)
  const [, decline] = useMutation(Decline)
  const [run, isRunning] = useAsyncAction()
  const waiting = data?.viewer?.waitingInvitations ?? []
  if (waiting.length === 0) return null
  return (
    <Stack gap="xs" mb="md">
      {waiting.map(({ invitationId, organizationName, invitedBy, ...offer }) => (
        <Note key={invitationId} kind="info" title={strings.waiting.title}>
          <Group justify="space-between">
            <Stack gap={4}>
              <span className="sentence">
                {strings.accept.invitedAs(invitedBy, organizationName, offer.roleLabel)}
              </span>
              <Offer {...offer} />
            </Stack>
            <Group gap="xs">
              <Button
                size="compact-sm"
                variant="default"
                disabled={isRunning}
                onClick={() =>
                  run(async () => {
                    await requireSuccess(decline({ input: { invitationId } }))
                    notify(strings.waiting.declined(organizationName))
                    restart()
                  })
                }
              >
                {strings.accept.decline}
              </Button>
              <Button
                size="compact-sm"
                disabled={isRunning}
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
        </Note>
      ))}
    </Stack>
  )
}
