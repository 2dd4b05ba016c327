export type Strength = { level: 'short'; missing: number } | { level: 'weak' | 'good' | 'strong' }

/** As the API asks for. */
const MIN_LENGTH = 12
const STRONG_LENGTH = 16
const FEW = 5
const MANY = 9
const SHORTEST_KNOWN = 4

/** A hint while somebody types; the API decides. `known` are the person's own words: name and address. */
export function strengthOf(password: string, known: readonly string[]): Strength {
  const length = [...password].length
  if (length < MIN_LENGTH) return { level: 'short', missing: MIN_LENGTH - length }
  const plain = password.toLowerCase()
  const kinds = new Set(plain).size
  const own = known.map((word) => word.trim().toLowerCase()).filter((word) => word.length >= SHORTEST_KNOWN)
  if (kinds <= FEW || own.some((word) => plain.includes(word)) || isRow(plain)) return { level: 'weak' }
  return { level: length >= STRONG_LENGTH && kinds >= MANY ? 'strong' : 'good' }
}

/** Counting up or down, as in abcdefghijkl and 987654321098. */
function isRow(text: string): boolean {
  const codes = [...text].map((letter) => letter.codePointAt(0) ?? 0)
  const steps = codes.slice(1).map((code, index) => code - (codes[index] ?? 0))
  return steps.every((step) => step === 1 || step === -9) || steps.every((step) => step === -1 || step === 9)
}
