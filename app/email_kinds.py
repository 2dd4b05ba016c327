"""Every kind of email that the service sends, by the value of `deliveries.kind`."""

from app.authentication import password_changed, password_reset
from app.deliveries.emails import EmailKind, EmailKinds
from app.invitations import bounce_digests
from app.invitations import email_queue as invitations
from app.invitations.bounce_digest_data import load_bounce_digest_emails
from app.invitations.bounces import email_bounced
from app.invitations.bulk import lock_for_emails

EMAIL_KINDS: EmailKinds = {
    invitations.EMAIL_KIND: EmailKind(
        invitations.load_invitation_emails, invitations.email_accepted, lock_for_emails, email_bounced
    ),
    password_reset.EMAIL_KIND: EmailKind(
        password_reset.load_password_reset_emails, lock=password_reset.lock_password_resets
    ),
    password_changed.EMAIL_KIND: EmailKind(password_changed.load_password_changed_emails),
    bounce_digests.EMAIL_KIND: EmailKind(load_bounce_digest_emails),
}
