/** Between addresses, spaces too: an address has none outside of a quoted local part, which nobody uses. */
const SEPARATORS = /[\s,;]+/
const IN_BRACKETS = /^.*<([^<>]+)>$/
/** Recognizes a typo while somebody types; the server decides whether an address can be used. */
const ADDRESS = /^[^\s@,;<>]+@[^\s@,;<>.]+(\.[^\s@,;<>.]+)+$/u

/** Returns the parts of pasted text: lines, commas, or `Ada Lovelace <ada@acme.example>` as mail programs copy it. */
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
  return ADDRESS.test(text)
}

/** Returns `before` and `more`, each address once, whatever its letter case. */
export function withAddresses(before: readonly string[], more: readonly string[]): string[] {
  const seen = new Set<string>()
  return [...before, ...more].filter((address) => {
    const key = address.toLowerCase()
    return !seen.has(key) && seen.add(key)
  })
}
