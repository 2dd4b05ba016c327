import type { InvitationRow } from './queries'

/** Whether the invitation still waits for somebody, or did to the end, so that another address may be right. */
export const canBeCorrected = ({ status }: Pick<InvitationRow, 'status'>) =>
  status === 'PENDING' || status === 'EXPIRED'

/** Whether the address may be wrong: the email came back, or a mail server refused it. */
export const isReturned = ({ status }: Pick<InvitationRow['delivery'], 'status'>) =>
  status === 'BOUNCED' || status === 'FAILED'
