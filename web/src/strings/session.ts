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
  openingLink: 'Opening the link …',
  linkFailed: 'The link could not be opened',
  closedLink: {
    USED: {
      title: 'This link has been used',
      hint: 'A new password was chosen with it. If that was you, sign in. If not, ask for a new link.',
    },
    EXPIRED: {
      title: 'This link has expired',
      hint: 'It worked for a short time only. Ask for a new one.',
    },
    INVALID: {
      title: 'This link is not valid',
      hint: 'It may be cut off, or replaced by a newer email. Open the newest one, or ask for a new link.',
    },
  },
  askAgain: 'Ask for a new link',
  ended: 'Your session has ended. Sign in to continue.',
  needEmail: 'Enter your email address.',
  notKept:
    'Your password is right, but this browser did not keep you signed in. Allow cookies for this page, or delete those it has, and sign in again.',
}

/** What is wrong with one the server says. */
export const password = {
  show: 'Show the password',
  hint: 'A few words together are easy to remember.',
  strengths: ['', '', 'Good', 'Strong', 'Very strong'],
}
