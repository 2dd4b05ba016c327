/** What is said where the console has no answer of the API. */
export const failures = {
  pageNotLoaded:
    'This page could not be loaded: you may be offline, or there is a newer version of the console. Reload it.',
  somethingWrong: 'Something went wrong',
  unexpected: 'Something went wrong. Reload the page and try again.',
  unreachable: "The server can't be reached. Check your connection and try again.",
  unavailable: "The server can't answer right now. Try again in a minute.",
  tooLarge: 'This is too large to be sent. Split it up and try again.',
  tooMany: 'That was too much in too short a time. Wait a minute and try again.',
  outdated: 'There is a newer version of this page. Reload it and try again.',
}
