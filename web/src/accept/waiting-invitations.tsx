import { Button, Group, Stack } from '@mantine/core'
import { useMutation, useQuery } from 'urql'
import { done } from '../api/refusals'
import { ViewerQuery } from '../session/queries'
import { useSession } from '../session/session'
import { strings } from '../strings'
import { Note } from '../ui/note'
import { say } from '../ui/say'
import { useAct } from '../ui/use-act'
import { Accept, Decline } from './queries'

/** Invitations of other organizations to the person who is signed in. */
export function WaitingInvitations() {
  const [{ data }] = useQuery({ query: ViewerQuery, requestPolicy: 'cache-first' })
  const { restart } = useSession()
  const [, accept] = useMutation(Accept)
  const [, decline] = useMutation(Decline)
  const [act, isBusy] = useAct()
  const waiting = data?.viewer?.waitingInvitations ?? []
  if (waiting.length === 0) return null
  return (
    <Stack gap="xs" mb="md">
      {waiting.map(({ id, organizationName, role, invitedBy }) => (
        <Note key={id} kind="info" title={strings.waiting.title}>
          <Group justify="space-between">
            <span className="breakable">
              {strings.waiting.text(organizationName, strings.roles[role], invitedBy)}
            </span>
            <Group gap="xs">
              <Button
                size="compact-sm"
                variant="default"
                disabled={isBusy}
                onClick={() =>
                  act(async () => {
                    await done(decline({ input: { invitationId: id } }))
                    say(strings.waiting.declined(organizationName))
                    restart()
                  })
                }
              >
                {strings.waiting.decline}
              </Button>
              <Button
                size="compact-sm"
                disabled={isBusy}
                onClick={() =>
                  act(async () => {
                    await done(accept({ input: { invitationId: id } }))
                    say(strings.waiting.accepted(organizationName))
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
