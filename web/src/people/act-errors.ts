import type { Refusal } from '../api/errors'

/** Somebody for whom it was not done, and why. */
export interface NotDone {
  /** Undefined: one of all that matched; the API does not say which one. */
  name: string | undefined
  reason: string
}

interface Sorted {
  /** Those who were refused by themselves. */
  notDone: NotDone[]
  /** What was done for them all, but for their invitations, which could not be sent again. */
  notResent: string[]
  /** Why nothing was done at all. */
  whole: Refusal[]
}

const IDS = ['ids', 'memberIds', 'invitationIds']
const CONFLICT = 'CONFLICT'

/** Sorts the errors of an act on many; `names` are of those that the request named, in its order. */
export function sortErrors(errors: readonly Refusal[], names: readonly string[]): Sorted {
  const sorted: Sorted = { notDone: [], notResent: [], whole: [] }
  for (const error of errors) {
    const [field, position, ...more] = error.path ?? []
    if (field === 'resendPendingInvitations') sorted.notResent.push(error.message)
    else if (field === 'matching' && position === undefined) {
      sorted.notDone.push({ name: undefined, reason: error.message })
    } else if (field && IDS.includes(field) && position !== undefined && more.length === 0) {
      sorted.notDone.push({ name: names[Number(position)], reason: error.message })
    } else sorted.whole.push(error)
  }
  return sorted
}

/** Whether more or fewer match by now than were seen. */
export function isCountChanged(error: Refusal & { code?: string }): boolean {
  return error.code === CONFLICT && error.path?.[0] === 'matching'
}

/** Returns a sentence for each person who is known by name, and one for all who have a reason in common otherwise. */
export function describeNotDone(notDone: readonly NotDone[], of: (count: number) => string): string[] {
  const counts = new Map<string, number>()
  const lines: string[] = []
  for (const { name, reason } of notDone) {
    if (name === undefined) counts.set(reason, (counts.get(reason) ?? 0) + 1)
    else lines.push(reason.includes(name) ? reason : `${name}: ${reason}`)
  }
  for (const [reason, count] of counts) lines.push(`${of(count)}: ${reason}`)
  return lines
}
