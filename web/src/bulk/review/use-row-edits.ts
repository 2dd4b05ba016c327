import { useCallback, useEffect, useRef, useState } from 'react'
import { useMutation } from 'urql'
import { errorMessage } from '../../api/errors'
import { requireSuccess } from '../../api/payloads'
import { notifyFailure } from '../../ui/notify'
import { useDialogGuard } from '../../ui/unsaved'
import type { BulkInvite } from '../queries'
import { type CellPlace, firstOf, nextProblem } from './next-problem'
import { type ReviewRow, UpdateRow } from './queries'
import { errorOf, type RowChange } from './row-change'

interface Edited extends CellPlace {
  /** Where the row stands on the page. */
  index: number
}

/** Edits rows in place: one cell at a time, and after each to the next problem. */
export function useRowEdits(
  loaded: readonly ReviewRow[],
  hasNextPage: boolean,
  onUpdate: (bulkInvite: BulkInvite | null) => void,
) {
  const guard = useDialogGuard()
  const [, updateRow] = useMutation(UpdateRow)
  const [edited, setEdited] = useState<Edited>()
  const [failure, setFailure] = useState<string>()
  const [isSaving, setSaving] = useState(false)
  /** The row after which the page had no other problem, while the next page may bring one. */
  const awaitsAfter = useRef<string>(undefined)
  const wantedCell = useRef<string>(undefined)
  /** The cell that is open by now: while one is being saved, the person may go on in another. */
  const openCell = useRef<Edited>(undefined)
  useEffect(() => {
    openCell.current = edited
  }, [edited])
  /** Rows as they were saved, of which the page still shows the errors that they had before. */
  const savedRows = useRef(new Map<string, ReviewRow>())
  const rows = withEdited(loaded, edited)
  /** The page by now: while a row is being saved, others may leave it. */
  const page = useRef({ rows, hasNextPage })
  useEffect(() => {
    page.current = { rows, hasNextPage }
  }, [rows, hasNextPage])

  const open = useCallback((place: CellPlace, index: number) => {
    savedRows.current.delete(place.row.id)
    setFailure(undefined)
    setEdited({ ...place, index })
  }, [])
  const leaveFor = useCallback(({ row, column }: CellPlace) => {
    wantedCell.current = `${row.id} ${column}`
    setFailure(undefined)
    setEdited(undefined)
  }, [])

  useEffect(() => {
    const { current } = wantedCell
    const cell = current && document.querySelector<HTMLElement>(`[data-cell="${CSS.escape(current)}"]`)
    if (!cell) return
    wantedCell.current = undefined
    cell.focus()
  })

  useEffect(() => {
    const { current } = awaitsAfter
    forgetLoaded(savedRows.current, loaded)
    const next = current && firstOf(asSaved(loaded, savedRows.current), 'ERROR')
    if (!next) return
    awaitsAfter.current = undefined
    open(next, loaded.indexOf(next.row))
  }, [loaded, open])

  function goOn(saved: CellPlace) {
    savedRows.current.set(saved.row.id, saved.row)
    const now = asSaved(page.current.rows, savedRows.current)
    const next = nextProblem(now, saved.row.id)
    if (next && errorOf(next.row, next.column)) return open(next, now.indexOf(next.row))
    if (page.current.hasNextPage) awaitsAfter.current = saved.row.id
    leaveFor(next ?? saved)
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
    const { row, column } = edited
    setSaving(true)
    setFailure(undefined)
    try {
      const saved = (await update(row, change)) ?? row
      if (openCell.current !== edited) return
      const error = errorOf(saved, column)
      if (!error) return goOn({ row: saved, column })
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
    rows,
    edited,
    failure,
    isSaving,
    update,
    save,
    edit: (place: CellPlace) => void guard(() => open(place, rows.indexOf(place.row))),
    leave: () => edited && leaveFor(edited),
    /** For what takes the rows away: asks first where a changed cell is open. */
    closeAnd: (action: () => void) =>
      guard(() => {
        awaitsAfter.current = undefined
        setEdited(undefined)
        action()
      }),
  }
}

/** The row that is edited stays where it is, even where it is no longer one of those that are looked at. */
function withEdited(rows: readonly ReviewRow[], edited: Edited | undefined): readonly ReviewRow[] {
  if (!edited || rows.some(({ id }) => id === edited.row.id)) return rows
  return [...rows.slice(0, edited.index), edited.row, ...rows.slice(edited.index)]
}

/** The page may be older than what was saved since it was asked for. */
const asSaved = (rows: readonly ReviewRow[], savedRows: ReadonlyMap<string, ReviewRow>) =>
  rows.map((row) => savedRows.get(row.id) ?? row)

/** Forgets the rows that have no error on the page either. */
function forgetLoaded(savedRows: Map<string, ReviewRow>, loaded: readonly ReviewRow[]) {
  for (const id of savedRows.keys()) {
    const row = loaded.find((each) => each.id === id)
    if (!row || !firstOf([row], 'ERROR')) savedRows.delete(id)
  }
}
