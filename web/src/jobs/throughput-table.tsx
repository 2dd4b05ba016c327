import { useState } from 'react'
import type { QueueName } from '../api/graphql'
import { number } from '../strings'
import { jobs, jobsPlot } from '../strings/jobs'
import { LOCALES } from '../ui/time-formats'
import type { ThroughputPoint } from './queries'
import { seriesWord } from './series-word'
import { byHour, type Series } from './throughput'

const hours = new Intl.DateTimeFormat(LOCALES, { weekday: 'short', hour: 'numeric', minute: '2-digit' })

interface Props {
  queue: QueueName
  points: readonly ThroughputPoint[]
  series: readonly Series[]
}

/** The figures of the plot, hour by hour, once they are asked for. */
export function ThroughputTable({ queue, points, series }: Props) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="small">{jobsPlot.table}</summary>
      {isOpen && (
        <table className="plain-table small" aria-label={jobsPlot.caption(jobs.queues[queue])}>
          <thead>
            <tr>
              <th scope="col">{jobsPlot.hour}</th>
              {series.map((each) => (
                <th key={each} scope="col" className="number">
                  {seriesWord(each, queue)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="figures">
            {byHour(points).map((hour) => (
              <tr key={hour.from}>
                <th scope="row">{hours.format(new Date(hour.from))}</th>
                {series.map((each) => (
                  <td key={each} className="number">
                    {number(hour[each])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </details>
  )
}
