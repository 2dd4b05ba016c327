import { useEffect, useMemo, useState } from 'react'
import { useQuery } from 'urql'
import { UNCACHED } from '../../api/uncached'
import { useRoles } from '../../shared/roles'
import type { StepProps } from '../step'
import { type ProblemLine, problemLines } from './problem-lines'
import { ProblemGroupsQuery } from './queries'
import { SeenRows } from './seen-rows'
import { openingSegment, type Segment } from './segment'
import { useMassEdits } from './use-mass-edits'
import { useRowEdits } from './use-row-edits'
import { useRows } from './use-rows'
import { useSelection } from './use-selection'

const NO_LINES: ProblemLine[] = []

/** What a review shows, and what is done to its rows. Whatever takes rows away asks first where a changed cell is open. */
export function useReview({ bulkInvite, onUpdate }: Pick<StepProps, 'bulkInvite' | 'onUpdate'>) {
  const roles = useRoles()
  const [segment, setSegment] = useState<Segment>(() => openingSegment(bulkInvite))
  const [shownLine, setShownLine] = useState<ProblemLine>()
  const { id, sequence, status } = bulkInvite
  const isAtRest = status === 'READY'
  const [{ data }, reload] = useQuery({
    query: ProblemGroupsQuery,
    variables: { id },
    // Where a worker edits, each of its steps would count them again.
    context: UNCACHED,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new sequence means that problems may be others.
  useEffect(() => {
    if (isAtRest) reload({ requestPolicy: 'network-only' })
  }, [sequence, isAtRest, reload])
  const list = data?.bulkInvite ?? undefined
  const lines = useMemo(() => (list ? problemLines(list, roles) : NO_LINES), [list, roles])

  const [seen] = useState(() => new SeenRows())
  const loaded = useRows(bulkInvite, segment, shownLine)
  const edits = useRowEdits(loaded, onUpdate)
  const selection = useSelection(edits.view)
  const massEdits = useMassEdits(id, onUpdate)

  const show = (next: Segment, line?: ProblemLine) =>
    edits.closeAnd(() => {
      setSegment(next)
      setShownLine(line)
      selection.clear()
    })

  return {
    segment,
    shownLine,
    list,
    lines,
    loaded,
    seen,
    edits,
    selection,
    massEdits,
    isBusy: !isAtRest,
    showSegment: (next: Segment) => show(next),
    showLine: (line: ProblemLine | undefined) => show(segment, line),
  }
}

export type ReviewState = ReturnType<typeof useReview>
