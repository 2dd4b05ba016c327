import { Title } from '@mantine/core'
import { strings } from '../strings'
import { dayKey, formatDay } from '../ui/time-formats'
import { EntryItem } from './entry-item'
import type { Entry } from './queries'

interface Props {
  entries: readonly Entry[]
  onActor: (actorId: string) => void
}

/** The entries of a page under the days on which they happened. */
export function EntryList({ entries, onActor }: Props) {
  return byDay(entries).map((ofDay) => {
    const [first] = ofDay
    const day = formatDay(first.at)
    return (
      <section key={dayKey(first.at)} className="day">
        <Title order={2} className="day-title">
          {day}
        </Title>
        <ul className="entries" aria-label={strings.activity.day(day)}>
          {ofDay.map((entry) => (
            <EntryItem key={entry.id} entry={entry} onActor={onActor} />
          ))}
        </ul>
      </section>
    )
  })
}

function byDay(entries: readonly Entry[]): [Entry, ...Entry[]][] {
  const days: [Entry, ...Entry[]][] = []
  for (const entry of entries) {
    const last = days.at(-1)
    if (last && dayKey(last[0].at) === dayKey(entry.at)) last.push(entry)
    else days.push([entry])
  }
  return days
}
