import { LANGUAGE, strings } from '../strings'

const MINUTE_MS = 60_000
const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 24 * 60 * MINUTE_MS],
  ['hour', 60 * MINUTE_MS],
  ['minute', MINUTE_MS],
]
const MAX_RELATIVE_MS = 365 * 24 * 60 * MINUTE_MS
const MAX_SECONDS = 90
const relative = new Intl.RelativeTimeFormat(LANGUAGE, { numeric: 'auto' })
const dates = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: 'medium' })
const datesAndTimes = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: 'full', timeStyle: 'short' })
const seconds = new Intl.NumberFormat(LANGUAGE, { style: 'unit', unit: 'second', unitDisplay: 'long' })
const minutes = new Intl.NumberFormat(LANGUAGE, { style: 'unit', unit: 'minute', unitDisplay: 'long' })

/** "3 days ago", "in 10 minutes"; a date where that is more than a year away. */
export function formatRelative(timestamp: string, now = Date.now()): string {
  const difference = new Date(timestamp).getTime() - now
  if (Math.abs(difference) > MAX_RELATIVE_MS) return dates.format(new Date(timestamp))
  for (const [unit, length] of UNITS) {
    if (Math.abs(difference) >= length) return relative.format(Math.trunc(difference / length), unit)
  }
  return strings.justNow
}

export function formatDateAndTime(timestamp: string): string {
  return datesAndTimes.format(new Date(timestamp))
}

/** "40 seconds", "2 minutes". */
export function formatDuration(count: number): string {
  return count < MAX_SECONDS ? seconds.format(Math.ceil(count)) : minutes.format(Math.round(count / 60))
}
