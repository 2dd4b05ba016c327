/** A tag with its attributes: nothing of them is needed, and handlers would be checked by the browser. */
const TAG = /<(\/?[a-z][a-z0-9]*)\b(?:"[^"]*"|'[^']*'|[^>"'])*>/gi

/** Returns the rows of the largest table in a page, each with the texts of its cells; none where it has no table. */
export function htmlRows(html: string): string[][] {
  if (!/<table[\s>]/i.test(html)) return []
  // A document of its own: nothing in it is shown, loaded or run.
  const { body } = new DOMParser().parseFromString(html.replace(TAG, '<$1>'), 'text/html')
  // Mail programs lay out whole emails by tables around the one that was copied.
  const tables = [...body.querySelectorAll('table')].filter((table) => !table.querySelector('table'))
  const [largest] = tables.sort((one, other) => other.rows.length - one.rows.length)
  return [...(largest?.rows ?? [])].map((row) => [...row.cells].map(textOf))
}

const textOf = (cell: Element) => (cell.textContent ?? '').replace(/\s+/g, ' ').trim()
