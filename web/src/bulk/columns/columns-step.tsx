import { Group, Skeleton } from '@mantine/core'
import { requestErrorMessage } from '../../api/errors'
import { columns as texts } from '../../strings/columns'
import { Note } from '../../ui/note'
import { RetryNote } from '../../ui/retry-note'
import { BulkInviteHeader } from '../bulk-invite-header'
import { ChooseAnother } from '../choose-another'
import { DiscardUpload } from '../discard-upload'
import { SheetField } from '../sheets/sheet-field'
import type { StepProps } from '../step'
import { useUploadedFile } from '../use-uploaded-file'
import { ColumnsForm } from './columns-form'
import '../../styles/columns.css'

/** What the columns of a file mean: asked where they are not understood, and changed from the review. */
export default function ColumnsStep(step: StepProps) {
  const { bulkInvite, onRestart } = step
  const { file, error, retry } = useUploadedFile(bulkInvite.id)
  const isEmpty = !error && file?.columns.length === 0
  return (
    <div className="columns-step">
      <BulkInviteHeader filename={bulkInvite.filename}>
        <ChooseAnother onRestart={onRestart} />
      </BulkInviteHeader>
      {file && <SheetField {...step} file={file} />}
      {error && <RetryNote title={texts.failedToLoad} text={requestErrorMessage(error)} onRetry={retry} />}
      {isEmpty && <Note kind="error">{texts.none}</Note>}
      {(error || isEmpty) && (
        <Group>
          <DiscardUpload {...step} />
        </Group>
      )}
      {!error && file && !isEmpty && <ColumnsForm {...step} file={file} />}
      {!file && !error && <Skeleton height={280} />}
    </div>
  )
}
