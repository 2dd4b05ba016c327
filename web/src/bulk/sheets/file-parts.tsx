import { columns as texts } from '../../strings/columns'
import { useDialogGuard } from '../../ui/unsaved'
import type { StepProps } from '../step'
import { useUploadedFile } from '../use-uploaded-file'
import { SheetField } from './sheet-field'
import '../../styles/columns.css'

/** During the review: what of the file is read, and how it can be read otherwise. */
export function FileParts(step: StepProps) {
  const { bulkInvite, onColumns } = step
  const { file } = useUploadedFile(bulkInvite.id)
  const guard = useDialogGuard()
  return (
    <div className="file-parts">
      {file && <SheetField {...step} file={file} />}
      {bulkInvite.viewerCanMapColumns && (
        <button
          type="button"
          className="link"
          disabled={bulkInvite.status !== 'READY'}
          onClick={() => void guard(() => onColumns(true))}
        >
          {texts.change}
        </button>
      )}
    </div>
  )
}
