import { Anchor, Button, Stack, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { type SubmitEvent, useState } from 'react'
import { useMutation } from 'urql'
import { Link, useLocation } from 'wouter'
import { asRefusedError, type RefusedError } from '../api/errors'
import { requireSuccess } from '../api/payloads'
import { NewPasswordField } from '../session/new-password-field'
import { useSession } from '../session/session'
import { forgetLinkToken } from '../session/use-link-token'
import { strings } from '../strings'
import { CardPage } from '../ui/card-page'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { Note } from '../ui/note'
import { notify } from '../ui/notify'
import { PasswordField } from '../ui/password-field'
import { formatDateAndTime } from '../ui/time-formats'
import { Offer } from './offer'
import { Accept, Decline, type InvitationPreview } from './queries'

interface Props {
  preview: InvitationPreview
  token: string
  user: { name: string } | undefined
  onDeclined: () => void
}

/** A new user chooses name and password, an existing one gives the password, a signed-in one only confirms. */
export function AcceptForm({ preview, token, user, onDeclined }: Props) {
  const { restart } = useSession()
  const [, navigate] = useLocation()
  const [{ fetching }, accept] = useMutation(Accept)
  const [, decline] = useMutation(Decline)
  const [error, setError] = useState<RefusedError>()
  const [isDeclining, declineDialog] = useDisclosure()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const { organizationName, email } = preview

  async function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    setError(undefined)
    try {
      await requireSuccess(
        accept({
          input: {
            token,
            name: user || preview.accountExists ? undefined : name,
            password: user ? undefined : password,
          },
        }),
      )
      forgetLinkToken()
      navigate('/', { replace: true })
      restart({ isSignedIn: true })
      notify(strings.accept.welcome(organizationName))
    } catch (thrown) {
      setError(asRefusedError(thrown))
    }
  }

  function changePassword(changed: string) {
    setPassword(changed)
    if (passwordError) setError(undefined)
  }

  const nameError = error?.messageFor('name')
  const passwordError = error?.messageFor('password')
  const hint = strings.accept.invitedAs(preview.invitedBy, organizationName, preview.roleLabel)
  return (
    <CardPage title={strings.accept.title(organizationName)} hint={hint}>
      <form noValidate onSubmit={submit}>
        <Stack>
          {error && !nameError && !passwordError && <Note kind="error">{error.message}</Note>}
          <Offer {...preview} />
          <Text className="breakable">{introduction(preview, user)}</Text>
          {/* Password managers save the password under this name. */}
          <input type="hidden" autoComplete="username" name="email" value={email} />
          {!user && !preview.accountExists && (
            <>
              <TextInput
                name="name"
                label={strings.accept.name}
                dir="auto"
                autoComplete="name"
                aria-required
                autoFocus
                value={name}
                error={nameError}
                onChange={(event) => setName(event.currentTarget.value)}
              />
              <NewPasswordField
                label={strings.accept.password}
                value={password}
                name={name}
                email={email}
                error={passwordError}
                onChange={changePassword}
              />
            </>
          )}
          {!user && preview.accountExists && (
            <>
              <PasswordField
                label={strings.accept.ownPassword}
                autoComplete="current-password"
                autoFocus
                value={password}
                error={passwordError}
                onChange={(event) => changePassword(event.currentTarget.value)}
              />
              <Anchor component={Link} href="/forgot-password">
                {strings.session.forgot}
              </Anchor>
            </>
          )}
          <Button type="submit" loading={fetching}>
            {strings.accept.accept}
          </Button>
          <Button variant="default" onClick={declineDialog.open}>
            {strings.accept.decline}
          </Button>
          {preview.expiresAt && (
            <Text c="dimmed" className="small">
              {strings.accept.validUntil(formatDateAndTime(preview.expiresAt))}
            </Text>
          )}
        </Stack>
      </form>
      <ConfirmDialog
        isOpen={isDeclining}
        title={strings.accept.declineTitle}
        text={strings.accept.declineText(organizationName)}
        confirmLabel={strings.accept.decline}
        onClose={declineDialog.close}
        onConfirm={async () => {
          await requireSuccess(decline({ input: { token } }))
          onDeclined()
        }}
      />
    </CardPage>
  )
}

function introduction(preview: InvitationPreview, user: Props['user']): string {
  if (user) return strings.accept.signedIn(user.name)
  return preview.accountExists
    ? strings.accept.accountExists(preview.email)
    : strings.accept.newAccount(preview.email)
}
