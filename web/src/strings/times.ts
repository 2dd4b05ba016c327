/** Beside what `ui/time-formats.ts` makes of a time. */
export const times = {
  justNow: 'just now',
  anyMoment: 'any moment',
  today: 'Today',
  yesterday: 'Yesterday',
  nextAttempt: (when: string) => `Next try ${when}`,
  nextAttemptAt: 'Next try',
}
