import { Anchor, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { type SubmitEvent, useState } from 'react'
import { useMutation } from 'urql'
import { Link, useLocation } from 'wouter'
import { asRefusedError, type RefusedError } from '../api/errors'
import { requireSuccess } from '../api/payloads'
import { NewPasswordField } from '../session/new-password-field'
import { useSession } from '../session/session'
import { forgetLinkToken } from '../session/use-link-token'
import { roleName } from '../shared/role-label'
import { strings } from '../strings'
import { CardPage } from '../ui/card-page'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { Note } from '../ui/note'
import { notify } from '../ui/notify'
import { formatDateAndTime } from '../ui/time-formats'
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
  const { organizationName, email } = preview

  async function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    const password = new FormData(event.currentTarget).get('password')
    setError(undefined)
    try {
      await requireSuccess(
        accept({
          input: {
            token,
            name: user || preview.accountExists ? undefined : name,
            password: user ? undefined : String(password),
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

  const nameError = error?.messageFor('name')
  const passwordError = error?.messageFor('password')
  const hint = strings.accept.invitedAs(preview.invitedBy, organizationName, roleName(preview.role))
  return (
    <CardPage title={strings.accept.title(organizationName)} hint={hint}>
      <form noValidate onSubmit={submit}>
        <Stack>
          {error && !nameError && !passwordError && <Note kind="error">{error.message}</Note>}
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
                error={passwordError}
                onChange={() => passwordError && setError(undefined)}
              />
            </>
          )}
          {!user && preview.accountExists && (
            <>
              <PasswordInput
                name="password"
                label={strings.accept.ownPassword}
                autoComplete="current-password"
                aria-required
                autoFocus
                error={passwordError}
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
