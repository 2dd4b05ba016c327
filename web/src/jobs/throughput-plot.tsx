import type { QueueName } from '../api/graphql'
import { number } from '../strings'
import { jobsPlot } from '../strings/jobs'
import { LOCALES } from '../ui/time-formats'
import type { ThroughputPoint } from './queries'
import { seriesWord } from './series-word'
import { laneOf, SERIES, type Series } from './throughput'
import { ThroughputTable } from './throughput-table'

const clock = new Intl.DateTimeFormat(LOCALES, { hour: 'numeric', minute: '2-digit' })
const BAR = 0.8

interface Props {
  queue: QueueName
  points: readonly ThroughputPoint[]
}

/** What the queue did in 24 hours: a lane of bars for each outcome, each with its word, and the same as a table. */
export function ThroughputPlot({ queue, points }: Props) {
  const shown = queue === 'EMAIL' ? SERIES : SERIES.filter((series) => series !== 'deferredCount')
  return (
    <div className="plot">
      <h3 className="small-heading">{jobsPlot.title}</h3>
      {shown.map((series) => (
        <Lane key={series} word={seriesWord(series, queue)} series={series} points={points} />
      ))}
      <div className="plot-times dimmed small" aria-hidden="true">
        <span>{jobsPlot.ago}</span>
        <span>{jobsPlot.halfway}</span>
        <span>{jobsPlot.now}</span>
      </div>
      <ThroughputTable queue={queue} points={points} series={shown} />
    </div>
  )
}

interface LaneProps {
  word: string
  series: Series
  points: readonly ThroughputPoint[]
}

function Lane({ word, series, points }: LaneProps) {
  const { total, peak, peakAt, heights } = laneOf(points, series)
  const when = peakAt ? clock.format(new Date(peakAt)) : ''
  return (
    <div className="lane">
      <span className="small">
        {word} <strong className="figures">{number(total)}</strong>
        {peak > 0 && <span className="dimmed"> · {jobsPlot.peak(peak)}</span>}
      </span>
      <svg
        role="img"
        aria-label={jobsPlot.lane(word, total, peak, when)}
        className={`bars bars-${series}`}
        viewBox={`0 0 ${Math.max(1, points.length)} 1`}
        preserveAspectRatio="none"
      >
        {heights.map(
          (height, place) =>
            height > 0 && (
              <rect
                key={points[place]?.from}
                x={place + (1 - BAR) / 2}
                y={1 - height}
                width={BAR}
                height={height}
              />
            ),
        )}
      </svg>
    </div>
  )
}
