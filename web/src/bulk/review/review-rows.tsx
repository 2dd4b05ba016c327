import { Skeleton } from '@mantine/core'
import { useMemo } from 'react'
import { requestErrorMessage } from '../../api/errors'
import { useRoles } from '../../shared/roles'
import { strings } from '../../strings'
import { Note } from '../../ui/note'
import { useAsyncAction } from '../../ui/use-async-action'
import { GridRow, type RowActs } from './grid-row'
import { NoRows } from './no-rows'
import { withSuggestion } from './row-change'
import { RowsGrid } from './rows-grid'
import { useLatestActs } from './use-latest-acts'
import type { ReviewState } from './use-review'

/** The people of a list. */
export function ReviewRows({ review }: { review: ReviewState }) {
  const { segment, shownLine, list, loaded, edits, selection, massEdits, isBusy, seen, showSegment } = review
  const { view, edited, left } = edits
  const roles = useRoles()
  const [run] = useAsyncAction()
  const acts = useLatestActs<RowActs>({
    edit: (row, column) => edits.edit({ row, column }),
    save: (change) => void edits.save(change),
    leave: edits.leave,
    select: selection.toggle,
    use: (row, problem) => void run(() => edits.update(row, withSuggestion(row, problem))),
    remove: (id) => void edits.closeAnd(() => void run(() => massEdits.remove({ ids: [id] }))),
  })
  const kept = useMemo(() => [edited, left].filter((each) => each !== undefined), [edited, left])
  if (view.count === 0) {
    if (loaded.error) return <Note kind="error">{requestErrorMessage(loaded.error)}</Note>
    if (loaded.isLoading || !loaded.isLoaded) return <Skeleton height={220} />
    const isAll = segment === 'ALL' && !shownLine
    const text = shownLine ? strings.review.noneLike : strings.review.none[segment]
    return <NoRows text={text} onShowAll={isAll ? undefined : () => showSegment('ALL')} />
  }
  return (
    <>
      {loaded.error && <Note kind="error">{requestErrorMessage(loaded.error)}</Note>}
      <RowsGrid
        view={view}
        kept={kept}
        isLoading={loaded.isLoading || isBusy}
        isAllChosen={selection.isAllChosen}
        isAnyChosen={selection.isAnyChosen}
        onChooseAll={selection.toggleAll}
        onLook={loaded.want}
        seen={seen}
      >
        {({ row, index, gap }) => (
          <GridRow
            key={row.id}
            row={row}
            index={index}
            gap={gap}
            roles={roles}
            list={list}
            isSelected={selection.has(row.id)}
            isBusy={isBusy}
            edited={edited?.row.id === row.id ? edited.column : undefined}
            failure={edited?.row.id === row.id ? edits.failure : undefined}
            isSaving={edits.isSaving}
            acts={acts}
          />
        )}
      </RowsGrid>
    </>
  )
}
