import { useState } from 'react'
import { useViewer } from '../../session/viewer'
import { useCreateGroup } from '../../shared/use-create-group'
import { strings } from '../../strings'
import { Note } from '../../ui/note'
import { useAsyncAction } from '../../ui/use-async-action'
import { useQuestion } from '../../ui/use-question'
import { BulkInviteHeader } from '../bulk-invite-header'
import { ChooseAnother } from '../choose-another'
import { guessedEncoding, invitationsToSend, rowsWithoutErrors } from '../lifecycle'
import { PhaseProgress } from '../phase-progress'
import type { BulkInvite } from '../queries'
import { FileParts } from '../sheets/file-parts'
import type { StepProps } from '../step'
import type { ProblemLine } from './problem-lines'
import { ProblemList } from './problem-list'
import type { ProblemGroup } from './queries'
import { ReplaceDialog } from './replace-dialog'
import { ReviewBar } from './review-bar'
import { ReviewFooter } from './review-footer'
import { ReviewRows } from './review-rows'
import { RowPlace } from './row-place'
import { useReview } from './use-review'
import '../../styles/review.css'

/** Before anybody is emailed: the people of a file, what is wrong with them, and how to mend it. */
export default function Review(step: StepProps) {
  const { bulkInvite, onRestart } = step
  const review = useReview(step)
  const { lines, shownLine, massEdits, edits, seen, isBusy } = review
  const [replaced, setReplaced] = useState<ProblemGroup>()
  const [run, isRunning] = useAsyncAction()
  const [ask, question] = useQuestion()
  const { canChangeSettings } = useViewer()
  const createGroup = useCreateGroup()
  /** Its rows are checked again, also where the group is called as they say. */
  const createAndUse = async (group: ProblemGroup) =>
    massEdits.replace(group, (await createGroup(group.value)).name)
  const removeRowsOf = async ({ filter, rowCount }: ProblemLine) => {
    if (!(await ask(strings.review.removeQuestion(rowCount)))) return
    await run(() => massEdits.remove({ problem: filter }))
  }
  const guessed = guessedEncoding(bulkInvite)
  return (
    <div className="review">
      <BulkInviteHeader filename={bulkInvite.filename}>
        <ChooseAnother onRestart={onRestart} />
      </BulkInviteHeader>
      <FileParts {...step} />
      {guessed && <Note kind="warning">{strings.bulk.guessed(guessed)}</Note>}
      {bulkInvite.ignoredColumns.length > 0 && (
        <Note kind="warning">{strings.bulk.ignored(bulkInvite.ignoredColumns.join(', '))}</Note>
      )}
      {isBusy ? (
        <PhaseProgress
          label={strings.review.working(bulkInvite.processedRows, bulkInvite.totalRows)}
          fraction={bulkInvite.progress}
          rowsPerSecond={bulkInvite.rowsPerSecond}
          secondsRemaining={bulkInvite.secondsRemaining}
        />
      ) : (
        <ProblemList
          lines={lines}
          shown={shownLine?.key}
          isBusy={isRunning}
          onShow={review.showLine}
          onReplace={(group) => edits.closeAnd(() => setReplaced(group))}
          onUse={(group, suggestion) =>
            edits.closeAnd(() => void run(() => massEdits.replace(group, suggestion)))
          }
          onCreate={
            canChangeSettings
              ? (group) => edits.closeAnd(() => void run(() => createAndUse(group)))
              : undefined
          }
          onRemove={(line) => edits.closeAnd(() => void removeRowsOf(line))}
        />
      )}
      <ReviewBar bulkInvite={bulkInvite} review={review} />
      <ReviewRows review={review} />
      <div className="review-end">
        <div className="review-below">
          <RowPlace seen={seen} count={edits.view.count} />
          <span className="dimmed">{noteOf(bulkInvite)}</span>
        </div>
        <ReviewFooter {...step} />
      </div>
      {question}
      <ReplaceDialog group={replaced} onReplace={massEdits.replace} onClose={() => setReplaced(undefined)} />
    </div>
  )
}

/** What is going to happen, and what is not. */
function noteOf(bulkInvite: BulkInvite): string {
  const count = invitationsToSend(bulkInvite)
  const suppressed = rowsWithoutErrors(bulkInvite) - count
  const note = count > 0 ? strings.bulk.nobodyYet : strings.bulk.nothingToSend
  if (suppressed > 0) return `${strings.bulk.suppressedLeftOut(suppressed)} ${note}`
  return count > 0 && bulkInvite.errorRows > 0 ? strings.bulk.leftOut : note
}
