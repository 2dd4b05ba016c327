import { Anchor, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { type SubmitEvent, useState } from 'react'
import { useMutation } from 'urql'
import { Link, useLocation } from 'wouter'
import { done, messageOf, Refused } from '../api/refusals'
import { NewPassword } from '../session/new-password'
import { useSession } from '../session/session'
import { strings } from '../strings'
import { CardPage } from '../ui/card-page'
import { Confirm } from '../ui/confirm'
import { Note } from '../ui/note'
import { say } from '../ui/say'
import { inFull } from '../ui/times'
import { Accept, Decline, type InvitationPreview } from './queries'

interface Props {
  offer: InvitationPreview
  token: string
  user: { name: string } | undefined
  onDeclined: () => void
}

/** A new person chooses name and password, a known one gives the password, one who is signed in only agrees. */
export function AcceptForm({ offer, token, user, onDeclined }: Props) {
  const { restart } = useSession()
  const [, navigate] = useLocation()
  const [{ fetching }, accept] = useMutation(Accept)
  const [, decline] = useMutation(Decline)
  const [problem, setProblem] = useState<Refused>()
  const [isDeclining, question] = useDisclosure()
  const [name, setName] = useState('')
  const { organizationName, email } = offer

  async function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    const password = new FormData(event.currentTarget).get('password')
    setProblem(undefined)
    try {
      await done(
        accept({
          input: {
            token,
            name: user || offer.accountExists ? undefined : name,
            password: user ? undefined : String(password),
          },
        }),
      )
      navigate('/', { replace: true })
      restart()
      say(strings.accept.welcome(organizationName))
    } catch (failure) {
      setProblem(failure instanceof Refused ? failure : new Refused([], messageOf(failure)))
    }
  }

  const aboutName = problem?.about('name')
  const aboutPassword = problem?.about('password')
  const hint = strings.accept.offer(offer.invitedBy, organizationName, strings.roles[offer.role])
  return (
    <CardPage title={strings.accept.title(organizationName)} hint={hint}>
      <form onSubmit={submit}>
        <Stack>
          {problem && !aboutName && !aboutPassword && <Note kind="error">{problem.message}</Note>}
          <Text className="breakable">{introduction(offer, user)}</Text>
          {/* Password managers file the password under it. */}
          <input type="hidden" autoComplete="username" name="email" value={email} />
          {!user && !offer.accountExists && (
            <>
              <TextInput
                name="name"
                label={strings.accept.name}
                dir="auto"
                autoComplete="name"
                required
                withAsterisk={false}
                autoFocus
                value={name}
                error={aboutName}
                onChange={(event) => setName(event.currentTarget.value)}
              />
              <NewPassword label={strings.accept.password} known={[name, email]} error={aboutPassword} />
            </>
          )}
          {!user && offer.accountExists && (
            <>
              <PasswordInput
                name="password"
                label={strings.accept.ownPassword}
                autoComplete="current-password"
                required
                withAsterisk={false}
                autoFocus
                error={aboutPassword}
              />
              <Anchor component={Link} href="/forgot-password">
                {strings.session.forgot}
              </Anchor>
            </>
          )}
          <Button type="submit" loading={fetching}>
            {strings.accept.accept}
          </Button>
          <Button variant="default" onClick={question.open}>
            {strings.accept.decline}
          </Button>
          {offer.expiresAt && (
            <Text c="dimmed" className="small">
              {strings.accept.until(inFull(offer.expiresAt))}
            </Text>
          )}
        </Stack>
      </form>
      <Confirm
        isOpen={isDeclining}
        title={strings.accept.declineTitle}
        text={strings.accept.declineText(organizationName)}
        action={strings.accept.decline}
        onClose={question.close}
        onConfirm={async () => {
          await done(decline({ input: { token } }))
          onDeclined()
        }}
      />
    </CardPage>
  )
}

function introduction(offer: InvitationPreview, user: Props['user']): string {
  if (user) return strings.accept.signedIn(user.name)
  return offer.accountExists
    ? strings.accept.accountExists(offer.email)
    : strings.accept.newAccount(offer.email)
}
