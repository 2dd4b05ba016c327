import type { Schedule } from './queries'

const DAY_MS = 86_400_000

/** Returns whether somebody should look at it: it is late, or a run of it failed within a day. */
export function inTrouble(
  { isLate, lastErrorAt }: Pick<Schedule, 'isLate' | 'lastErrorAt'>,
  at: string,
): boolean {
  return isLate || (lastErrorAt !== null && Date.parse(at) - Date.parse(lastErrorAt) < DAY_MS)
}
