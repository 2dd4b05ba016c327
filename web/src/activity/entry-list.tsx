import { Title } from '@mantine/core'
import { strings } from '../strings'
import { byDay, dayTitle } from './days'
import { EntryItem } from './entry-item'
import type { Entry } from './queries'

interface Props {
  entries: readonly Entry[]
  onActor: (actorId: string) => void
}

/** The entries of a page under the days on which they happened. */
export function EntryList({ entries, onActor }: Props) {
  return byDay(entries).map((ofDay) => {
    const title = dayTitle(ofDay[0].at)
    return (
      <section key={title} className="day">
        <Title order={2} className="day-title">
          {title}
        </Title>
        <ul className="entries" aria-label={strings.activity.day(title)}>
          {ofDay.map((entry) => (
            <EntryItem key={entry.id} entry={entry} onActor={onActor} />
          ))}
        </ul>
      </section>
    )
  })
}
