import { strings } from '../strings'
import type { Entry } from './queries'

type Change = Entry['changes'][number]

/** Said by the sentences of the entries that have them. */
const SAID = new Set(['status', 'email', 'filename'])

/** Returns what happened, without the changes where lines of their own show those. */
export function entryText({
  action,
  subjectName,
  text,
}: Pick<Entry, 'action' | 'subjectName' | 'text'>): string {
  const sentence = strings.activityChanged[action]
  return sentence && subjectName ? sentence(subjectName) : text
}

/**
 * Returns the changes to show line by line: what was something before, and everything of an entry whose sentence leaves
 * its changes out.
 */
export function shownChanges({ action, changes }: Pick<Entry, 'action' | 'changes'>): readonly Change[] {
  const isLeftOut = action in strings.activityChanged
  return changes.filter(({ field, from }) => !SAID.has(field) && (isLeftOut || from !== null))
}

/** Returns a field's name in words, also of one that is newer than this page. */
export function fieldName(field: string): string {
  const known = strings.activityFields[field]
  if (known) return known
  const words = field.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Returns who acted, in words where that was the service itself. */
export function actorName({ actorName: name, actorId }: Pick<Entry, 'actorName' | 'actorId'>): string {
  return (actorId === null && strings.activityActors[name]) || name
}
