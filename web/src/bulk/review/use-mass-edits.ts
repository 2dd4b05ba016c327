import { useMemo } from 'react'
import { useClient } from 'urql'
import type { Role } from '../../api/graphql'
import { requireSuccess } from '../../api/payloads'
import { strings } from '../../strings'
import { notify } from '../../ui/notify'
import type { BulkInvite } from '../queries'
import type { ProblemFilter } from './problem-lines'
import { ApplySuggestions, type ProblemGroup, RemoveRows, ReplaceValues, UpdateRows } from './queries'
import { type Segment, statusesOf } from './segment'

/** Rows by their ids, all of a segment, or all with one problem. */
export type Target = { ids: readonly string[] } | { segment: Segment } | { problem: ProblemFilter }

interface Rights {
  role?: Role
  groupIds?: string[]
}

/** The API takes as many ids at once. */
const MAX_IDS = 500
const EVERY_STATUS = ['VALID', 'WARNING', 'ERROR'] as const

interface Payload {
  changedCount: number
  bulkInvite: BulkInvite | null
}

/** Edits of many rows at once, by the server. Each says how many rows it changed, and throws RefusedError where it is refused. */
export function useMassEdits(bulkInviteId: string, onUpdate: (bulkInvite: BulkInvite | null) => void) {
  const client = useClient()
  return useMemo(() => {
    function tell(payloads: Payload[], done: Words, none: string) {
      const count = payloads.reduce((sum, { changedCount }) => sum + changedCount, 0)
      const last = payloads.at(-1)?.bulkInvite ?? null
      onUpdate(last)
      if (count === 0) notify(none)
      else notify(last?.status === 'VALIDATING' ? done.beginning(count) : done.end(count))
    }
    async function each<T>(inputs: T[], run: (input: T) => Promise<Payload>): Promise<Payload[]> {
      const payloads: Payload[] = []
      for (const input of inputs) payloads.push(await run(input))
      return payloads
    }
    const { unchanged, noSuggestion } = strings.review
    return {
      useSuggestions: async () => {
        const input = { bulkInviteId }
        tell([await requireSuccess(client.mutation(ApplySuggestions, { input }))], CHANGED, noSuggestion)
      },
      replace: async ({ column, value }: Pick<ProblemGroup, 'column' | 'value'>, to: string) => {
        if (!column) return
        const input = { bulkInviteId, column, from: value, to }
        tell([await requireSuccess(client.mutation(ReplaceValues, { input }))], CHANGED, unchanged)
      },
      setRights: async (target: Target, rights: Rights) =>
        tell(
          await each(batches(target), (batch) => {
            const input = { bulkInviteId, ...rowsToChange(batch), ...rights }
            return requireSuccess(client.mutation(UpdateRows, { input }))
          }),
          CHANGED,
          unchanged,
        ),
      remove: async (target: Target) =>
        tell(
          await each(batches(target), (batch) => {
            const input = { bulkInviteId, ...rowsToRemove(batch) }
            return requireSuccess(client.mutation(RemoveRows, { input }))
          }),
          REMOVED,
          unchanged,
        ),
    }
  }, [client, bulkInviteId, onUpdate])
}

export type MassEdits = ReturnType<typeof useMassEdits>

interface Words {
  /** All rows are changed. */
  end: (count: number) => string
  /** A worker goes on with it. */
  beginning: (count: number) => string
}
const CHANGED: Words = { end: strings.review.changed, beginning: strings.review.changing }
const REMOVED: Words = { end: strings.review.removed, beginning: strings.review.removing }

function batches(target: Target): Target[] {
  if (!('ids' in target)) return [target]
  const starts = Array.from({ length: Math.ceil(target.ids.length / MAX_IDS) }, (_, index) => index * MAX_IDS)
  return starts.map((start) => ({ ids: target.ids.slice(start, start + MAX_IDS) }))
}

function rowsToChange(target: Target) {
  if ('ids' in target) return { rowIds: [...target.ids] }
  if ('problem' in target) return { problem: target.problem }
  const statuses = statusesOf(target.segment)
  return statuses ? { statuses } : { all: true }
}

function rowsToRemove(target: Target) {
  if ('ids' in target) return { rowIds: [...target.ids] }
  if ('problem' in target) return { problem: target.problem }
  return { statuses: statusesOf(target.segment) ?? [...EVERY_STATUS] }
}
