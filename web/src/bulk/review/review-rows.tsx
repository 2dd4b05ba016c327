import { Skeleton } from '@mantine/core'
import { requestErrorMessage } from '../../api/errors'
import { strings } from '../../strings'
import { Note } from '../../ui/note'
import { useAsyncAction } from '../../ui/use-async-action'
import { GridRow } from './grid-row'
import { NoRows } from './no-rows'
import { withSuggestion } from './row-change'
import { RowsGrid } from './rows-grid'
import type { ReviewState } from './use-review'

/** The people of one page. */
export function ReviewRows({ review }: { review: ReviewState }) {
  const { segment, shownLine, list, page, edits, selection, massEdits, isBusy, showSegment } = review
  const [run] = useAsyncAction()
  const { rows, edited } = edits
  if (page.error) return <Note kind="error">{requestErrorMessage(page.error)}</Note>
  if (rows.length === 0) {
    if (page.isLoading) return <Skeleton height={220} />
    const isAll = segment === 'ALL' && !shownLine
    const text = shownLine ? strings.review.noneLike : strings.review.none[segment]
    return <NoRows text={text} onShowAll={isAll ? undefined : () => showSegment('ALL')} />
  }
  return (
    <RowsGrid
      isLoading={page.isLoading || isBusy}
      isPageChosen={selection.isPageChosen}
      isAnyChosen={selection.isAnyChosen}
      onChoosePage={selection.togglePage}
    >
      {rows.map((row) => (
        <GridRow
          key={row.id}
          row={row}
          list={list}
          isSelected={selection.has(row.id)}
          isBusy={isBusy}
          edited={edited?.row.id === row.id ? edited.column : undefined}
          failure={edits.failure}
          isSaving={edits.isSaving}
          onEdit={(column) => edits.edit({ row, column })}
          onSave={(change) => void edits.save(change)}
          onLeave={edits.leave}
          onSelect={(isChosen, isRange) => selection.toggle(row.id, isChosen, isRange)}
          onUse={(problem) => run(() => edits.update(row, withSuggestion(row, problem)))}
          onRemove={() => edits.closeAnd(() => void run(() => massEdits.remove({ ids: [row.id] })))}
        />
      ))}
    </RowsGrid>
  )
}
