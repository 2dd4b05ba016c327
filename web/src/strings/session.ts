import { counted, number } from './counting'

export const session = {
  signIn: 'Sign in',
  email: 'Email address',
  password: 'Password',
  newPassword: 'New password',
  forgot: 'Forgot your password?',
  forgotTitle: 'Reset your password',
  forgotHint: 'We email you a link to choose a new password.',
  sendLink: 'Send the link',
  linkSent: 'Check your email',
  linkSentHint: (email: string) =>
    `If ${email} has an account, an email with a link is on its way. It may take a minute.`,
  backToSignIn: 'Back to sign in',
  resetTitle: 'Choose a new password',
  resetHint: 'Saving it signs you out everywhere else.',
  savePassword: 'Save the password',
  saved: 'Your password was changed',
  savedHint: 'Sign in with your new password.',
  noToken: 'This link is incomplete',
  noTokenHint: 'Open the link in the newest email again, or ask for a new one.',
  askAgain: 'Ask for a new link',
  ended: 'Your session has ended. Sign in to continue.',
  needEmail: 'Enter your email address.',
  notKept:
    'Your password is right, but this browser did not keep the session. Allow cookies for this page, or delete those it has, and sign in again.',
}

export const password = {
  hint: (length: number) =>
    `At least ${number(length)} characters. A few words together are easy to remember.`,
  missing: (count: number) => `${counted(count, 'more character', 'more characters')} needed`,
  longEnough: 'Long enough',
}
