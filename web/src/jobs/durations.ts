import { LANGUAGE } from '../strings'

const MINUTE_S = 60
const HOUR_S = 60 * MINUTE_S
const DAY_S = 24 * HOUR_S
/** From so many of a unit on it is used: 90 seconds, and then 2 minutes. */
const LEAST = 2
const UNITS: readonly [Intl.NumberFormatOptions['unit'], number][] = [
  ['day', DAY_S],
  ['hour', HOUR_S],
  ['minute', MINUTE_S],
  ['second', 1],
]
const formatters = new Map<string, Intl.NumberFormat>()

/** "40 seconds", "90 minutes", "3 days": whole units, the largest of which there are at least two, or exactly one. */
export function formatSpan(seconds: number): string {
  const [unit = 'second', length] =
    UNITS.find(([, each]) => seconds >= LEAST * each || seconds === each) ?? (['second', 1] as const)
  return formatterOf(unit).format(Math.max(0, Math.floor(seconds / length)))
}

/** "250 ms", "12 seconds". */
export function formatMilliseconds(milliseconds: number): string {
  return milliseconds < 1000
    ? formatterOf('millisecond').format(Math.round(milliseconds))
    : formatSpan(milliseconds / 1000)
}

/** How long from one run to the next: "500 ms", "1 second", "1 hour". */
export function formatInterval(seconds: number): string {
  return seconds < 1 ? formatMilliseconds(seconds * 1000) : formatSpan(seconds)
}

function formatterOf(unit: string): Intl.NumberFormat {
  const unitDisplay = unit === 'millisecond' ? 'short' : 'long'
  const formatter =
    formatters.get(unit) ?? new Intl.NumberFormat(LANGUAGE, { style: 'unit', unit, unitDisplay })
  formatters.set(unit, formatter)
  return formatter
}
