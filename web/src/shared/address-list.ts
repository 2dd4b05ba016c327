import type { AddressProblem } from '../strings'

/** Recognizes a typo while somebody types; the server decides whether an address can be used. */
const ADDRESS = /^[^\s@,;<>]+@[^\s@,;<>.]+(\.[^\s@,;<>.]+)+$/u
/** A word that was meant as an address, unlike the names around it. */
const MEANT_AS_ADDRESS = /@|[^\s.]\.[^\s.]/
const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g
const AROUND_WORDS = /^['"“”‘’([{<]+|['"“”‘’)\]}>.,:!?]+$/g
/** Of one cell: a comment, an address in brackets, a quoted name, anything else. */
const TOKENS = /\([^()]*\)|<([^<>]*)>?|"((?:[^"\\]|\\.)*)"(?!@)|((?:"(?:[^"\\]|\\.)*"(?=@)|[^\s<("]|["(])+)/g
const CELLS = /"(?:[^"\\\n]|\\[^\n])*"|<[^<>\n;]*>|\([^()\n;]*\)|[,\t]/g
const LINES = /"(?:[^"\\\n]|\\[^\n])*"|[;\n]/g

interface Cell {
  addresses: string[]
  /** What is no address, and may be part of a name. */
  rest: string
  isQuoted: boolean
  /** Whether the address stands in brackets, so that what comes before it is its name. */
  isNamed: boolean
}

/**
 * Returns the addresses of a list as people copy it: from mail programs (`"Lovelace, Ada" <ada@x.example>`, also without
 * the quotes), spreadsheets and web pages; between them commas, semicolons, tabs, spaces or the ends of lines.
 *
 * Names are left out. What is neither an address nor somebody's name is returned too, so that it is seen and mended.
 */
export function parseAddressList(text: string): string[] {
  const plain = text
    .replace(INVISIBLE, '')
    .replace(/\r\n?/g, '\n')
    .replace(/[，、]/g, ',')
    .replace(/；/g, ';')
  return split(plain, LINES).flatMap(({ text: line }) => addressesOfLine(line))
}

export function looksLikeAddress(text: string): boolean {
  return ADDRESS.test(text)
}

/** Why a text is no address, as far as it can be told while somebody types; undefined for an address. */
export function addressProblem(text: string): AddressProblem | undefined {
  if (looksLikeAddress(text)) return undefined
  const parts = text.split('@')
  if (/\s/.test(text)) return 'space'
  if (parts.length === 1) return 'noAt'
  if (parts.length > 2) return 'manyAts'
  if (!parts[0]) return 'noName'
  if (!parts[1]) return 'noDomain'
  return parts[1].includes('.') ? 'other' : 'noDot'
}

/** Returns `before` and `more`, each address once, whatever its letter case. */
export function withAddresses(before: readonly string[], more: readonly string[]): string[] {
  const seen = new Set<string>()
  return [...before, ...more].filter((address) => {
    const key = address.toLowerCase()
    return !seen.has(key) && seen.add(key)
  })
}

function addressesOfLine(line: string): string[] {
  const cells = split(line, CELLS).map(({ text, separator }) => ({ ...parseCell(text), separator }))
  const hasAddress = cells.some(({ addresses }) => addresses.length > 0)
  // Looked for once, from the end: a line may have thousands of cells.
  const isNextNamed = cells.map(() => false)
  for (let position = cells.length - 2; position >= 0; position--) {
    const next = cells[position + 1]
    isNextNamed[position] =
      (next && next.addresses.length > 0 ? next.isNamed : isNextNamed[position + 1]) ?? false
  }
  return cells.flatMap(({ addresses, rest, isQuoted, separator }, position) => {
    if (addresses.length > 0 || !rest) return addresses
    const isBesideAddress =
      hasAddress && (isQuoted || separator === '\t' || cells[position - 1]?.separator === '\t')
    return isNextNamed[position] || isBesideAddress ? [] : [rest]
  })
}

function parseCell(text: string): Cell {
  const inBrackets: string[] = []
  const quoted: string[] = []
  const words: string[] = []
  for (const [, bracketed, name, word] of text.matchAll(TOKENS)) {
    if (bracketed !== undefined) inBrackets.push(...withoutScheme(bracketed.trim()))
    else if (name !== undefined) quoted.push(name.replace(/\\(.)/g, '$1').trim())
    else if (word !== undefined) words.push(word)
  }
  if (inBrackets.length > 0) return { addresses: inBrackets, rest: '', isQuoted: false, isNamed: true }
  const all = [...quoted.flatMap((each) => each.split(/[\s,]+/)), ...words].map(withoutMarks)
  const addresses = all.filter((each) => MEANT_AS_ADDRESS.test(each)).flatMap(withoutScheme)
  return {
    addresses,
    rest: addresses.length > 0 ? '' : [...quoted, ...words].join(' ').trim(),
    isQuoted: words.length === 0,
    isNamed: false,
  }
}

/** A word without the marks around it; a quoted local part is kept, though no server is likely to take it. */
function withoutMarks(word: string): string {
  return word.includes('"@') ? word : word.replace(AROUND_WORDS, '')
}

/** `mailto:ada@x.example?subject=Hello` as web pages copy it. */
function withoutScheme(text: string): string[] {
  const target = /^mailto:([^?]*)/i.exec(text)?.[1]
  if (target === undefined) return text ? [text] : []
  return decode(target).split(',').filter(Boolean)
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Splits at the matches of one character; longer ones, such as what is quoted, hold no separators. */
function split(text: string, pattern: RegExp): { text: string; separator: string }[] {
  const parts: { text: string; separator: string }[] = []
  let start = 0
  for (const { 0: match, index } of text.matchAll(pattern)) {
    if (match.length > 1) continue
    parts.push({ text: text.slice(start, index), separator: match })
    start = index + 1
  }
  return [...parts, { text: text.slice(start), separator: '' }]
}
