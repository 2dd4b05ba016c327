import { strings } from '../strings'
import { LOCALES } from '../ui/time-formats'

const days = new Intl.DateTimeFormat(LOCALES, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
})

/** "Today", "Yesterday", else the weekday and the date, in the locale and the zone of the browser. */
export function dayTitle(timestamp: string, now = Date.now()): string {
  const time = new Date(timestamp)
  const yesterday = new Date(now)
  yesterday.setDate(yesterday.getDate() - 1)
  if (isSameDay(time, new Date(now))) return strings.today
  return isSameDay(time, yesterday) ? strings.yesterday : days.format(time)
}

/** Returns what happened one after the other in parts, one for each day of the browser's zone. */
export function byDay<T extends { at: string }>(entries: readonly T[]): [T, ...T[]][] {
  const parts: [T, ...T[]][] = []
  for (const entry of entries) {
    const last = parts.at(-1)
    if (last && isSameDay(new Date(last[0].at), new Date(entry.at))) last.push(entry)
    else parts.push([entry])
  }
  return parts
}

const isSameDay = (a: Date, b: Date) => a.toDateString() === b.toDateString()
