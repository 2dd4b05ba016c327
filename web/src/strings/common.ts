/** What is said in many places. */
export const common = {
  retry: 'Try again',
  reload: 'Reload',
  pageNotLoaded:
    'This page could not be loaded: you may be offline, or there is a newer version of the console. Reload it.',
  cancel: 'Cancel',
  close: 'Close',
  undo: 'Undo',
  undoShortcut: (keys: string) => `or ${keys}`,
  none: '—',
  justNow: 'just now',
  today: 'Today',
  yesterday: 'Yesterday',
  somethingWrong: 'Something went wrong',
  unexpected: 'Something went wrong. Reload the page and try again.',
  unreachable: "The server can't be reached. Check your connection and try again.",
  unavailable: "The server can't answer right now. Try again in a minute.",
  tooLarge: 'This is too large to be sent. Split it up and try again.',
  tooMany: 'That was too much in too short a time. Wait a minute and try again.',
  outdated: 'There is a newer version of this page. Reload it and try again.',
  skip: 'Skip to content',
  nextAttempt: (when: string) => `Next try ${when}`,
  nextAttemptAt: 'Next try',
}

export const dialog = {
  discard: 'Discard',
  keepEditing: 'Keep editing',
  closed: (title: string, reason: string) => `“${title}” was closed. ${reason}`,
  changes: { title: 'Discard your changes?', text: 'What you changed is not saved yet.' },
}
