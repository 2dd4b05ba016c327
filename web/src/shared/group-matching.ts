const MARKS = /\p{M}/gu

/** As the server compares names of groups: whatever the letter case. */
export const nameKey = (name: string) => name.normalize('NFC').trim().toLowerCase()

/** Whether a name has every word of the search, as the server searches, as far as that can be told without it. */
export function matchesWords(name: string, search: string): boolean {
  const folded = fold(name)
  return fold(search)
    .split(/\s+/)
    .every((word) => folded.includes(word))
}

const fold = (text: string) => text.normalize('NFD').replace(MARKS, '').toLowerCase()
