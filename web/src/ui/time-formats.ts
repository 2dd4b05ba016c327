import { LANGUAGE, strings } from '../strings'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const MONTH_MS = (365.25 / 12) * DAY_MS
/** Below it days are counted, from it on months. */
const MIN_MONTHS_MS = 60 * DAY_MS
const MAX_RELATIVE_MS = 365 * DAY_MS
const MAX_SECONDS = 90
/** Words are in the language of the texts around them. */
const relative = new Intl.RelativeTimeFormat(LANGUAGE, { numeric: 'auto' })
const seconds = new Intl.NumberFormat(LANGUAGE, { style: 'unit', unit: 'second', unitDisplay: 'long' })
const minutes = new Intl.NumberFormat(LANGUAGE, { style: 'unit', unit: 'minute', unitDisplay: 'long' })
/** Dates and clocks are as the browser's owner is used to them: 11/27/2026 or 27.11.2026, 2 PM or 14:00. */
export const LOCALES = typeof navigator === 'undefined' ? LANGUAGE : [...navigator.languages]
const dates = new Intl.DateTimeFormat(LOCALES, { dateStyle: 'medium' })
const utcDates = new Intl.DateTimeFormat(LOCALES, { dateStyle: 'medium', timeZone: 'UTC' })
const datesAndTimes = new Intl.DateTimeFormat(LOCALES, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  timeZoneName: 'long',
})

/** "3 days ago", "in 10 minutes", from 60 days on "3 months ago"; a date where that is more than a year away. */
export function formatRelative(timestamp: string, now = Date.now(), nearNow = strings.justNow): string {
  const difference = new Date(timestamp).getTime() - now
  const distance = Math.abs(difference)
  if (distance > MAX_RELATIVE_MS) return dates.format(new Date(timestamp))
  if (distance < MINUTE_MS) return nearNow
  const [unit, length, least] = unitOf(distance)
  return relative.format(Math.sign(difference) * Math.max(least, Math.floor(distance / length)), unit)
}

/** The day of a timestamp that is precise to the day, in UTC as the server counts days: "Today", "Yesterday", a date. */
export function formatDay(timestamp: string, now = Date.now()): string {
  const days = dayNumber(now) - dayNumber(new Date(timestamp).getTime())
  if (days === 0) return strings.today
  return days === 1 ? strings.yesterday : utcDates.format(new Date(timestamp))
}

/** The day, the time of day and the name of its zone, in the locale and the zone of the browser. */
export function formatDateAndTime(timestamp: string): string {
  return datesAndTimes.format(new Date(timestamp))
}

/** "40 seconds", "2 minutes". */
export function formatDuration(count: number): string {
  return count < MAX_SECONDS ? seconds.format(Math.ceil(count)) : minutes.format(Math.round(count / 60))
}

const dayNumber = (timestamp: number) => Math.floor(timestamp / DAY_MS)

/** Returns a unit, its length, and how many of it there are at least: sixty days are not quite two months. */
function unitOf(distance: number): [Intl.RelativeTimeFormatUnit, number, number] {
  if (distance >= MIN_MONTHS_MS) return ['month', MONTH_MS, 2]
  if (distance >= DAY_MS) return ['day', DAY_MS, 1]
  return distance >= HOUR_MS ? ['hour', HOUR_MS, 1] : ['minute', MINUTE_MS, 1]
}
