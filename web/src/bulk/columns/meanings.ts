import type { FileColumn } from '../queries'

export type Meaning = NonNullable<FileColumn['meaning']>

/** The columns by what they mean: their positions. */
export type Meanings = Readonly<Partial<Record<Meaning, number>>>

export const MEANINGS: readonly Meaning[] = ['EMAIL', 'ROLE', 'GROUPS']

/** What the columns mean, or probably do. */
export function foundMeanings(columns: readonly FileColumn[]): Meanings {
  return Object.fromEntries(
    columns.flatMap(({ meaning, position }) => (meaning === null ? [] : [[meaning, position]])),
  )
}

export function meaningOf(meanings: Meanings, position: number): Meaning | null {
  return MEANINGS.find((meaning) => meanings[meaning] === position) ?? null
}

/** A column means one thing, and each thing is said by one column: `meaning` is taken from the one that had it. */
export function withMeaning(meanings: Meanings, position: number, meaning: Meaning | null): Meanings {
  const others = Object.entries(meanings).filter(([, other]) => other !== position)
  return { ...Object.fromEntries(others), ...(meaning && { [meaning]: position }) }
}

/** Whether the first line names the columns, as the server has found it. */
export function hasNames(columns: readonly FileColumn[]): boolean {
  return columns.some(({ header }) => header !== '')
}

/** Returns the column as it is once the first line names the columns, or does not; `hadHeader` as the server has found it. */
export function shownColumn(column: FileColumn, hadHeader: boolean, hasHeader: boolean): FileColumn {
  const { header, samples } = column
  if (hadHeader === hasHeader) return column
  if (hadHeader) return { ...column, header: '', samples: [header, ...samples].filter(Boolean) }
  return { ...column, header: samples[0] ?? '', samples: samples.slice(1) }
}
