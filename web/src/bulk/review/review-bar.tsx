import { Button, Group } from '@mantine/core'
import { strings } from '../../strings'
import { useAsyncAction } from '../../ui/use-async-action'
import { useQuestion } from '../../ui/use-question'
import type { BulkInvite } from '../queries'
import { RowsSelectionBar } from './rows-selection-bar'
import { rowCount } from './segment'
import { Segments } from './segments'
import type { ReviewState } from './use-review'
import '../../styles/review-bar.css'

interface Props {
  bulkInvite: BulkInvite
  review: ReviewState
}

/** Which rows are shown and what mends many of them; with a selection, what can be done to it. */
export function ReviewBar({ bulkInvite, review }: Props) {
  const { segment, shownLine, list, selection, massEdits, isBusy, edits } = review
  const [run, isRunning] = useAsyncAction()
  const [ask, question] = useQuestion()
  const { errorRows } = bulkInvite
  if (selection.isAnyChosen) {
    const whole = shownLine
      ? { target: { problem: shownLine.filter }, count: edits.view.count }
      : { target: { segment }, count: rowCount(segment, bulkInvite) }
    return (
      <RowsSelectionBar
        selection={selection}
        whole={whole}
        edits={massEdits}
        guard={(action) => void edits.closeAnd(action)}
      />
    )
  }
  // Of many addresses it is not told whether any has a suggestion.
  const mayHaveSuggestions = list?.problemGroups.some(
    ({ suggestion, valueCount }) => suggestion !== null || valueCount > 1,
  )
  const removeErrors = async () => {
    if (!(await ask(strings.review.removeErrorsQuestion(errorRows)))) return
    await run(() => massEdits.remove({ segment: 'ERROR' }))
  }
  return (
    <Group className="review-bar" justify="space-between" gap="xs">
      <Segments
        bulkInvite={bulkInvite}
        chosen={shownLine ? undefined : segment}
        onChoose={review.showSegment}
      />
      <Group gap="xs">
        {mayHaveSuggestions && (
          <Button
            variant="default"
            size="compact-sm"
            disabled={isBusy}
            loading={isRunning}
            onClick={() => edits.closeAnd(() => void run(massEdits.useSuggestions))}
          >
            {strings.review.useSuggestions}
          </Button>
        )}
        {errorRows > 0 && (
          <Button
            variant="default"
            size="compact-sm"
            className="danger"
            disabled={isBusy || isRunning}
            onClick={() => edits.closeAnd(() => void removeErrors())}
          >
            {strings.review.removeErrors(errorRows)}
          </Button>
        )}
      </Group>
      {question}
    </Group>
  )
}
