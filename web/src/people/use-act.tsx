import { Button, Group, Text } from '@mantine/core'
import { type ReactNode, useCallback, useRef, useState } from 'react'
import { type Refusal, RefusedError, ShownError } from '../api/errors'
import { strings } from '../strings'
import { Dialog } from '../ui/dialog'
import { clearFailure, notify, notifyFailure } from '../ui/notify'
import { describeNotDone, isCountChanged, type NotDone, sortErrors } from './act-errors'
import type { ListSelection } from './use-selection'

const MAX_TOLD = 100

/** What the API answered to an act on many. */
export interface Answer {
  count: number
  resentCount?: number
  errors: readonly (Refusal & { code: string })[]
}

/** What an act is about: all that match, as many as were seen, or those with these ids. */
export type Target = { matching: number; ids?: never } | { matching?: never; ids: string[] }

interface Options<Row> {
  selection: ListSelection<Row>
  nameOf: (row: Row) => string
  refresh: () => void
}

/**
 * Returns a function that acts on what is selected, says what was done, and shows in `outcome`, which is to be rendered,
 * for whom it was not done and why. Where another number match by now, nothing is done and the list is loaded anew.
 * It throws where nothing was done at all, and the selection stays.
 */
export function useAct<Row extends { id: string }>({ selection, nameOf, refresh }: Options<Row>) {
  const [outcome, setOutcome] = useState<{ sentence: string; lines: string[] }>()
  const shown = useRef<string[]>([])
  const { rows, matching, clear, selectSeen } = selection

  const act = useCallback(
    async (send: (target: Target) => Promise<Answer>, done: (count: number) => string) => {
      for (const id of shown.current) clearFailure(id)
      shown.current = []
      const target: Target = matching === undefined ? { ids: rows.map(({ id }) => id) } : { matching }
      const { count, resentCount = 0, errors } = await send(target)
      if (errors.some(isCountChanged)) {
        shown.current.push(notifyFailure(new ShownError(errors[0]?.message)))
        selectSeen()
        refresh()
        return
      }
      const { notDone, notResent, whole } = sortErrors(errors, rows.map(nameOf))
      if (whole.length > 0) throw new RefusedError(whole)
      clear()
      if (resentCount > 0) notify(strings.invitation.resent(resentCount))
      const [reason] = notResent
      if (reason) {
        const sentence = strings.lists.notResent(reason, notResent.length)
        shown.current.push(notifyFailure(new ShownError(sentence)))
      }
      if (notDone.length === 0) notify(done(count))
      else setOutcome(told(count > 0 ? done(count) : '', notDone))
    },
    [rows, matching, clear, selectSeen, nameOf, refresh],
  )
  return { act, outcome: <Outcome outcome={outcome} onClose={() => setOutcome(undefined)} /> }
}

function told(sentence: string, notDone: readonly NotDone[]) {
  const lines = describeNotDone(notDone, strings.lists.ofThem)
  const more = lines.length - MAX_TOLD
  return {
    sentence: strings.lists.notDone(sentence, notDone.length),
    lines: more > 0 ? [...lines.slice(0, MAX_TOLD), strings.lists.moreNotDone(more)] : lines,
  }
}

interface OutcomeProps {
  outcome: { sentence: string; lines: string[] } | undefined
  onClose: () => void
}

function Outcome({ outcome, onClose }: OutcomeProps): ReactNode {
  return (
    <Dialog isOpen={outcome !== undefined} title={strings.lists.notAll} size={520} onClose={onClose}>
      <Text>{outcome?.sentence}</Text>
      <ul className="reasons outcome">
        {outcome?.lines.map((line, index) => (
          // People of one name may have the same reason.
          // biome-ignore lint/suspicious/noArrayIndexKey: they never change while they are shown.
          <li key={index} className="breakable">
            {line}
          </li>
        ))}
      </ul>
      <Group justify="end" mt="lg">
        <Button variant="default" onClick={onClose} data-autofocus>
          {strings.close}
        </Button>
      </Group>
    </Dialog>
  )
}
