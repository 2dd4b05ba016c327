import type { ThroughputPoint } from './queries'

export type Series = 'sentCount' | 'deferredCount' | 'failedCount'
export const SERIES: readonly Series[] = ['sentCount', 'deferredCount', 'failedCount']
type Sums = Record<Series, number>

interface Lane {
  total: number
  peak: number
  /** Since when the highest bar counts; undefined where there is nothing. */
  peakAt: string | undefined
  /** Of each bar, as a part of the highest one. */
  heights: number[]
}

/** What is seen of a bar that is low beside the highest one. */
const LEAST_HEIGHT = 0.06

export function laneOf(points: readonly ThroughputPoint[], series: Series): Lane {
  const counts = points.map((point) => point[series])
  const peak = Math.max(0, ...counts)
  return {
    total: counts.reduce((sum, count) => sum + count, 0),
    peak,
    peakAt: peak > 0 ? points[counts.indexOf(peak)]?.from : undefined,
    heights: counts.map((count) => (count === 0 ? 0 : Math.max(LEAST_HEIGHT, count / peak))),
  }
}

/** Returns the sums of the hours of the browser's clock, the newest first. */
export function byHour(points: readonly ThroughputPoint[]): (Sums & { from: string })[] {
  const hours = new Map<string, Sums>()
  for (const point of points) {
    const hour = new Date(point.from)
    hour.setMinutes(0, 0, 0)
    const key = hour.toISOString()
    const sums = hours.get(key) ?? { sentCount: 0, deferredCount: 0, failedCount: 0 }
    for (const series of SERIES) sums[series] += point[series]
    hours.set(key, sums)
  }
  return [...hours].map(([from, sums]) => ({ from, ...sums })).reverse()
}
