import { Select } from '@mantine/core'
import { useState } from 'react'
import { sheets as texts } from '../../strings/columns'
import { useDialogGuard } from '../../ui/unsaved'
import type { UploadedFile } from '../queries'
import type { StepProps } from '../step'
import { SheetDialog } from './sheet-dialog'

interface Props extends StepProps {
  file: UploadedFile
}

/** Of a workbook with several sheets: the one that is read, and the others to choose from. */
export function SheetField({ file, ...step }: Props) {
  const { bulkInvite } = step
  const { sheet, sheets } = file
  const guard = useDialogGuard()
  const [chosen, setChosen] = useState<string>()
  if (sheet === null || sheets.length < 2) return null
  if (!bulkInvite.viewerCanChange) return <span className="breakable">{texts.isRead(sheet)}</span>
  return (
    <>
      <Select
        className="sheet-field"
        size="xs"
        label={texts.sheet}
        data={[...new Set(sheets)]}
        allowDeselect={false}
        disabled={bulkInvite.status === 'VALIDATING'}
        value={sheet}
        onChange={(next) => next && next !== sheet && void guard(() => setChosen(next))}
      />
      <SheetDialog {...step} file={file} chosen={chosen} onClose={() => setChosen(undefined)} />
    </>
  )
}
