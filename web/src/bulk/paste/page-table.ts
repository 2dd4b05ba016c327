const TAG = /<(\/?[a-z][a-z0-9]*)\b((?:"[^"]*"|'[^']*'|[^>"'])*)>/gi
const SPAN = /\s(?:row|col)span\s*=\s*["']?\d+["']?/gi
const NOT_SHOWN = /\sstyle\s*=\s*(?:"[^"]*|'[^']*)\bdisplay\s*:\s*none/i
const QUOTED = /"[^"]*"|'[^']*'/g
const HIDDEN = /\shidden(?![\w-])/i

/** The table of a page that has the people. */
export interface PageTable {
  /** Each row with the texts of its cells. */
  rows: string[][]
  /** The table alone: what stands around it, such as the rest of an email, is not uploaded. */
  html: string
}

/** Returns the largest table of a page with an address in it, else the largest one; undefined where it has none. */
export function pageTable(html: string): PageTable | undefined {
  if (!/<table[\s>]/i.test(html)) return undefined
  // A document of its own: nothing in it is shown, loaded or run.
  const { body } = new DOMParser().parseFromString(plainTags(html), 'text/html')
  // Mail programs lay out whole emails by tables around the one that was copied.
  const tables = [...body.querySelectorAll('table')].filter((table) => !table.querySelector('table'))
  const [table] = tables.sort(
    (one, other) =>
      Number(hasAddress(other)) - Number(hasAddress(one)) || other.rows.length - one.rows.length,
  )
  return table && { rows: [...table.rows].map((row) => [...row.cells].map(textOf)), html: table.outerHTML }
}

/** Returns a page without attributes, which a browser may act on even here, except those that span cells and hide rows. */
export function plainTags(html: string): string {
  return html.replace(TAG, (_, name: string, attributes: string) => {
    const spans = attributes.match(SPAN)?.join('') ?? ''
    const isHidden = NOT_SHOWN.test(attributes) || HIDDEN.test(attributes.replace(QUOTED, '""'))
    return `<${name}${spans}${isHidden ? ' hidden' : ''}>`
  })
}

const hasAddress = (table: Element) => textOf(table).includes('@')

const textOf = (element: Element) => (element.textContent ?? '').replace(/\s+/g, ' ').trim()
