import { LANGUAGE, strings } from '../strings'

const MINUTE = 60_000
const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 24 * 60 * MINUTE],
  ['hour', 60 * MINUTE],
  ['minute', MINUTE],
]
const LONG_AGO = 365 * 24 * 60 * MINUTE
const relative = new Intl.RelativeTimeFormat(LANGUAGE, { numeric: 'auto' })
const dates = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: 'medium' })
const moments = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: 'full', timeStyle: 'short' })
const durations = new Intl.NumberFormat(LANGUAGE, { style: 'unit', unit: 'second', unitDisplay: 'long' })
const longDurations = new Intl.NumberFormat(LANGUAGE, { style: 'unit', unit: 'minute', unitDisplay: 'long' })

/** "3 days ago", "in 10 minutes"; a date where that is more than a year away. */
export function distance(moment: string, now = Date.now()): string {
  const difference = new Date(moment).getTime() - now
  if (Math.abs(difference) > LONG_AGO) return dates.format(new Date(moment))
  for (const [unit, length] of UNITS) {
    if (Math.abs(difference) >= length) return relative.format(Math.trunc(difference / length), unit)
  }
  return strings.justNow
}

export function inWords(seconds: number): string {
  return seconds < 90 ? durations.format(Math.ceil(seconds)) : longDurations.format(Math.round(seconds / 60))
}

/** Close in words, exact on hovering. */
export function Ago({ moment }: { moment: string }) {
  return (
    <time dateTime={moment} title={moments.format(new Date(moment))}>
      {distance(moment)}
    </time>
  )
}

export function inFull(moment: string): string {
  return moments.format(new Date(moment))
}
