import { Button } from '@mantine/core'
import { strings } from '../strings'
import type { InvitationPreview } from './queries'

type Asked = Pick<InvitationPreview, 'invitedBy' | 'invitedByEmail' | 'organizationName' | 'email' | 'status'>

/** Opens an email to who invited, where that may be known: the link itself is not in it. */
export function EmailInviter({ preview }: { preview: Asked }) {
  const { invitedBy, invitedByEmail } = preview
  if (!invitedByEmail) return null
  const inviter = invitedBy ?? invitedByEmail
  return (
    <Button component="a" variant="default" href={mailto(invitedByEmail, inviter, preview)}>
      <span className="truncate">{strings.accept.emailInviter(inviter)}</span>
    </Button>
  )
}

function mailto(address: string, inviter: string, { organizationName, email, status }: Asked): string {
  const subject = strings.accept.emailSubject(organizationName)
  const body = strings.accept.emailText(inviter, organizationName, email, status)
  // Mail programs that follow the older RFC 2368 do not decode the sign between the name and the domain.
  const recipient = address.split('@').map(encodeURIComponent).join('@')
  return `mailto:${recipient}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`
}
