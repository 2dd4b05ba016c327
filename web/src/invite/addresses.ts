/** Between the addresses of a pasted list. Also spaces: an address has none outside of quotes, and nobody uses those. */
const SEPARATORS = /[\s,;]+/
const IN_BRACKETS = /^.*<([^<>]+)>$/
/** Enough to tell a typo at once; whether an address can be used is for the API to say. */
const LOOKS_LIKE_ONE = /^[^\s@,;<>]+@[^\s@,;<>.]+(\.[^\s@,;<>.]+)+$/u

/** The parts of a pasted list: lines, commas, or `Ada Lovelace <ada@acme.example>` as mail programs copy it. */
export function splitAddresses(text: string): string[] {
  return text
    .split(/[\n,;]+/)
    .flatMap((part) => {
      const bracketed = IN_BRACKETS.exec(part.trim())
      return bracketed?.[1] ? [bracketed[1].trim()] : part.split(SEPARATORS)
    })
    .filter(Boolean)
}

export function looksLikeAddress(text: string): boolean {
  return LOOKS_LIKE_ONE.test(text)
}

/** `more` added to `before`, each address once, whatever its letter case. */
export function withAddresses(before: readonly string[], more: readonly string[]): string[] {
  const seen = new Set<string>()
  return [...before, ...more].filter((address) => {
    const key = address.toLowerCase()
    return !seen.has(key) && seen.add(key)
  })
}
