import { number } from './counting'

/** Of invitations that rest on the rights of somebody who loses them. */
export const stoppedLinks = {
  stop: (count: number) =>
    count === 1
      ? '1 pending invitation stops working.'
      : `${number(count)} pending invitations stop working.`,
  resend: (count: number) => (count === 1 ? 'Resend it in my name' : 'Resend them in my name'),
  resendHint: (count: number) =>
    count === 1
      ? 'One more email goes out, with a new link. It can also be resent later, in Invited Users.'
      : 'Each person gets one more email, with a new link. They can also be resent later, in Invited Users.',
  othersResend: (count: number) => `An Admin can resend ${count === 1 ? 'it' : 'them'} in Invited Users.`,
  notResent: (reason: string, others: number) =>
    others > 0
      ? `Some invitations were not sent again: ${reason} See Invited Users for the others.`
      : `Not sent again: ${reason}`,
  demoteTitle: (name: string, role: string) => `Make ${name} ${role}?`,
  demoteText: (name: string, role: string) =>
    `As ${role}, ${name} no longer has the rights that these invitations need.`,
  demoteConfirm: 'Change the role',
  unsavedRemoval: { title: 'Discard what you chose?', text: 'Nobody is removed, and nothing is sent.' },
  unsavedRole: { title: 'Discard what you chose?', text: 'The role stays as it is, and nothing is sent.' },
}
