const QUOTED = /"([^"]*(?:""[^"]*)*)"(?=[\t\r\n]|$)/y
const PLAIN = /[^\t\r\n]*/y
const LINE_END = /\r\n?|\n/
const END = /\t|\r\n?|\n|$/y

/** Returns the rows of tab-separated text, as spreadsheets copy it: a cell with line breaks or tabs is in quotes. */
export function textRows(text: string): string[][] {
  // Most texts have no such cell, and may have 100,000 lines.
  if (!text.includes('"'))
    return text.split(LINE_END).map((line) => line.split('\t').map((cell) => cell.trim()))
  const rows: string[][] = [[]]
  let place = 0
  const take = (pattern: RegExp) => {
    pattern.lastIndex = place
    const match = pattern.exec(text)
    place += match?.[0].length ?? 0
    return match
  }
  for (;;) {
    const quoted = take(QUOTED)?.[1]
    rows.at(-1)?.push((quoted?.replaceAll('""', '"') ?? take(PLAIN)?.[0] ?? '').trim())
    const end = take(END)?.[0]
    if (!end) return rows
    if (end !== '\t') rows.push([])
  }
}
