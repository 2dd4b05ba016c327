import { useCallback, useEffect, useRef, useState } from 'react'
import { useMutation } from 'urql'
import { errorMessage } from '../../api/errors'
import { requireSuccess } from '../../api/payloads'
import { notifyFailure } from '../../ui/notify'
import { useDialogGuard } from '../../ui/unsaved'
import type { BulkInvite } from '../queries'
import { type CellPlace, firstFrom, firstOf, nextProblem } from './next-problem'
import { type ReviewRow, UpdateRow } from './queries'
import { errorOf, type RowChange } from './row-change'
import { type PlacedRow, placeOf, viewOf } from './rows-view'
import type { LoadedRows } from './use-rows'

type Edited = CellPlace & PlacedRow

/** Edits rows in place: one cell at a time, and after a problem to the next one. */
export function useRowEdits(loaded: LoadedRows, onUpdate: (bulkInvite: BulkInvite | null) => void) {
  const guard = useDialogGuard()
  const [, updateRow] = useMutation(UpdateRow)
  const [edited, setEdited] = useState<Edited>()
  /** The row to which the focus goes, or went last: it is shown wherever it stands. */
  const [left, setLeft] = useState<PlacedRow>()
  const [failure, setFailure] = useState<string>()
  const [isSaving, setSaving] = useState(false)
  /** The place from which on there was no other problem in memory, while more is loaded. */
  const awaitsFrom = useRef<number>(undefined)
  const wantedCell = useRef<string>(undefined)
  /** The cell that is open by now: while one is being saved, the person may go on in another. */
  const openCell = useRef<Edited>(undefined)
  useEffect(() => {
    openCell.current = edited
  }, [edited])
  /** Rows as they were saved, of which those in memory still have the errors that they had before. */
  const savedRows = useRef(new Map<string, ReviewRow>())
  const view = viewOf(loaded, edited)
  /** What is shown by now: while a row is being saved, others may leave it. */
  const latest = useRef(view)
  useEffect(() => {
    latest.current = view
  })

  const open = useCallback((place: CellPlace, index: number) => {
    savedRows.current.delete(place.row.id)
    setFailure(undefined)
    setEdited({ ...place, index })
  }, [])
  const leaveFor = useCallback(({ row, column }: CellPlace, index: number) => {
    wantedCell.current = `${row.id} ${column}`
    setFailure(undefined)
    setEdited(undefined)
    setLeft({ row, index })
  }, [])

  useEffect(() => {
    const { current } = wantedCell
    const cell = current && document.querySelector<HTMLElement>(`[data-cell="${CSS.escape(current)}"]`)
    if (!cell) return
    wantedCell.current = undefined
    cell.focus()
  })

  const { rows: loadedRows, start } = loaded
  useEffect(() => {
    const { current } = awaitsFrom
    forgetLoaded(savedRows.current, loadedRows)
    if (current === undefined) return
    const now = asSaved(loadedRows, savedRows.current)
    const next = firstFrom(now, Math.max(0, current - start), 'ERROR')
    if (!next) return
    awaitsFrom.current = undefined
    open(next, start + now.indexOf(next.row))
  }, [loadedRows, start, open])

  function goOn(saved: Edited, hadProblem: boolean) {
    savedRows.current.set(saved.row.id, saved.row)
    const { rows, start, count } = latest.current
    if (!hadProblem) return leaveFor(saved, saved.index)
    const now = asSaved(rows, savedRows.current)
    const next = nextProblem(now, saved.row.id)
    const index = next ? start + now.indexOf(next.row) : saved.index
    if (next && errorOf(next.row, next.column)) return open(next, index)
    if (start > 0 || start + rows.length < count) awaitsFrom.current = saved.index
    leaveFor(next ?? saved, index)
  }

  async function update(row: ReviewRow, change: Partial<RowChange>) {
    const { email, role, groups } = { ...row, ...change }
    const payload = await requireSuccess(updateRow({ input: { rowId: row.id, email, role, groups } }))
    onUpdate(payload.bulkInvite)
    return payload.row
  }

  /** What is still wrong is saved, and stays open with the reason. */
  async function save(change: Partial<RowChange>) {
    if (!edited) return
    const { row, column, index } = edited
    setSaving(true)
    setFailure(undefined)
    try {
      const saved = (await update(row, change)) ?? row
      if (openCell.current !== edited) return
      const error = errorOf(saved, column)
      if (!error) return goOn({ row: saved, column, index }, row.problems.length > 0)
      setEdited({ ...edited, row: saved })
      setFailure(error.message)
    } catch (thrown) {
      if (openCell.current === edited) setFailure(errorMessage(thrown))
      else notifyFailure(thrown)
    } finally {
      setSaving(false)
    }
  }

  return {
    view,
    edited,
    left,
    failure,
    isSaving,
    update,
    save,
    edit: (place: CellPlace) =>
      void guard(() => {
        const { current } = latest
        open(place, placeOf(current, place.row.id) ?? current.start)
      }),
    leave: () => edited && leaveFor(edited, edited.index),
    /** For what takes the rows away: asks first where a changed cell is open. */
    closeAnd: (action: () => void) =>
      guard(() => {
        awaitsFrom.current = undefined
        setEdited(undefined)
        setLeft(undefined)
        action()
      }),
  }
}

/** What is in memory may be older than what was saved since it was asked for. */
const asSaved = (rows: readonly ReviewRow[], savedRows: ReadonlyMap<string, ReviewRow>) =>
  rows.map((row) => savedRows.get(row.id) ?? row)

/** Forgets the rows that have no error in memory either. */
function forgetLoaded(savedRows: Map<string, ReviewRow>, loaded: readonly ReviewRow[]) {
  for (const id of savedRows.keys()) {
    const row = loaded.find((each) => each.id === id)
    if (!row || !firstOf([row], 'ERROR')) savedRows.delete(id)
  }
}
