import { Button, Group } from '@mantine/core'
import { type ReactNode, useMemo } from 'react'
import { strings } from '../../strings'
import { useUnsaved } from '../../ui/unsaved'
import { useEscape } from '../../ui/use-escape'
import type { ReviewRow } from './queries'
import type { RowChange } from './row-change'

export interface EditorProps {
  row: ReviewRow
  /** What is edited, and whose it is. */
  label: string
  /** Why what was saved is still wrong, or was not saved. */
  failure: string | undefined
  isSaving: boolean
  onSave: (change: Partial<RowChange>) => void
  onLeave: () => void
}

interface Props extends EditorProps {
  isChanged: boolean
  /** The buttons below it. Where choosing saves, there is nothing else to save; none while its list is open. */
  buttons?: 'none' | 'cancel' | 'save and cancel'
  onSubmit: () => void
  children: ReactNode
}

/** The frame of what edits a cell: Enter saves, Escape leaves, and asks first where something was changed. */
export function CellEditor(props: Props) {
  const { row, isSaving, isChanged, buttons = 'save and cancel', onSubmit, onLeave, children } = props
  const loss = useMemo(() => strings.bulk.unsavedRow(row.line), [row.line])
  const confirmLoss = useUnsaved(isChanged ? loss : undefined)
  const leave = async () => (await confirmLoss()) && onLeave()
  useEscape(true, () => void leave())
  return (
    <form
      className="cell-editor"
      onSubmit={(event) => {
        event.preventDefault()
        if (!isSaving) onSubmit()
      }}
    >
      {children}
      {buttons !== 'none' && (
        <Group gap={6} wrap="nowrap">
          {buttons === 'save and cancel' && (
            <Button type="submit" size="compact-xs" loading={isSaving}>
              {strings.review.save}
            </Button>
          )}
          <Button variant="default" size="compact-xs" onClick={() => void leave()}>
            {strings.cancel}
          </Button>
        </Group>
      )}
    </form>
  )
}
