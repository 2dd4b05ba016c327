import { Group, Skeleton } from '@mantine/core'
import { requestErrorMessage } from '../../api/errors'
import { columns as texts } from '../../strings/columns'
import { Note } from '../../ui/note'
import { BulkInviteHeader } from '../bulk-invite-header'
import { ChooseAnother } from '../choose-another'
import { DiscardUpload } from '../discard-upload'
import { SheetField } from '../sheets/sheet-field'
import type { StepProps } from '../step'
import { useReadFile } from '../use-read-file'
import { ColumnsForm } from './columns-form'
import '../../styles/columns.css'

/** What the columns of a file mean: asked where nobody but a person can say it, and changed from the review. */
export default function ColumnsStep(step: StepProps) {
  const { bulkInvite, onRestart } = step
  const { file, error } = useReadFile(bulkInvite.id)
  const problem = error ? requestErrorMessage(error) : file?.columns.length === 0 ? texts.none : undefined
  return (
    <div className="columns-step">
      <BulkInviteHeader filename={bulkInvite.filename}>
        <ChooseAnother onRestart={onRestart} />
      </BulkInviteHeader>
      {file && <SheetField {...step} file={file} />}
      {problem ? (
        <>
          <Note kind="error">{problem}</Note>
          <Group>
            <DiscardUpload {...step} />
          </Group>
        </>
      ) : (
        file && <ColumnsForm {...step} file={file} />
      )}
      {!file && !error && <Skeleton height={280} />}
    </div>
  )
}
