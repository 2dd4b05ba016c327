import { number, strings } from '../strings'
import { NoticeRow } from './list-table'
import { MAX_AT_ONCE } from './selection'
import type { ListSelection } from './use-selection'

interface Props {
  selection: Pick<
    ListSelection<never>,
    'matching' | 'more' | 'moreIsExact' | 'pageCount' | 'selectMatching' | 'clear'
  >
  /** Who is left out, though they match. */
  exception?: string
}

/** Below the headings: what selecting a whole page has selected, and that there is more. */
export function SelectMatching({ selection, exception }: Props) {
  const { matching, more, moreIsExact, pageCount, selectMatching, clear } = selection
  if (matching !== undefined) {
    return (
      <NoticeRow>
        {strings.lists.allSelected(matching)} {exception}{' '}
        <button type="button" className="link" onClick={clear}>
          {strings.people.unselect}
        </button>
      </NoticeRow>
    )
  }
  if (more === undefined) return null
  return (
    <NoticeRow>
      {strings.lists.pageSelected(pageCount)}{' '}
      {moreIsExact ? (
        <button type="button" className="link" onClick={selectMatching}>
          {strings.lists.selectMatching(more)}
        </button>
      ) : (
        strings.lists.tooMany(number(MAX_AT_ONCE))
      )}
    </NoticeRow>
  )
}
