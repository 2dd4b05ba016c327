import { strings } from '../../strings'
import { type SeenRows, useSeenRows } from './seen-rows'

/** Which rows are seen of how many. A screen reader is told by the rows themselves. */
export function RowPlace({ seen, count }: { seen: SeenRows; count: number }) {
  const { from, to } = useSeenRows(seen)
  const end = Math.min(to, count)
  if (end <= from) return null
  return (
    <span className="dimmed figures nowrap" aria-hidden="true">
      {strings.people.page(from + 1, end, count, true)}
    </span>
  )
}
