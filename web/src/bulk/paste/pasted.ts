import { looksLikeAddress, parseAddressList } from '../../shared/address-list'
import type { UploadSource } from '../upload-source'
import { pageTable } from './page-table'
import { textRows } from './text-rows'

/** Longer texts are lines without a look for addresses. In characters. */
const MAX_LIST = 200_000
/** Of larger pages the text is read, which all programs copy with them. In characters. */
const MAX_PAGE = 2_000_000
const MAX_SHOWN = 5
const HTML_NAME = 'pasted.html'

/** What somebody pasted: as it is uploaded, and as it is shown before that. */
export interface Pasted {
  source: UploadSource
  kind: 'table' | 'addresses' | 'lines'
  /** How many lines have something in them. */
  count: number
  /** The first of these lines, each with its cells. */
  rows: string[][]
}

/**
 * Returns what the clipboard has as one text and, from most programs, as a page; undefined where nothing is in it.
 *
 * A table is taken as a page, which also says which cells are merged and which rows are hidden.
 */
export function readPasted(text: string, html = ''): Pasted | undefined {
  const isText = text.trim() !== ''
  const table = isText && html.length > MAX_PAGE ? undefined : pageTable(html)
  const cells = filled(table?.rows ?? [])
  if (table && isTable(cells, text)) {
    // The mark says that it is UTF-8, whatever stands in it.
    const file = new File(['\ufeff', table.html], HTML_NAME, { type: 'text/html' })
    return { source: { file }, kind: 'table', ...extent(cells) }
  }
  if (!isText) return undefined
  const source = { csv: text }
  if (text.includes('\t')) return { source, kind: 'table', ...extent(filled(textRows(text))) }
  const addresses = text.length <= MAX_LIST ? parseAddressList(text) : []
  if (addresses.length > 0 && addresses.every(looksLikeAddress)) {
    return { source, kind: 'addresses', ...extent(addresses.map((address) => [address])) }
  }
  return { source, kind: 'lines', ...extent(filled(text.split(/\r\n?|\n/).map((line) => [line.trim()]))) }
}

/**
 * Returns the files that were copied. Of cells, spreadsheets copy a picture, too; of a file, some systems copy its name
 * as text.
 */
export function pastedFiles(files: readonly File[], text: string): File[] {
  const others = files.filter(({ type }) => !type.startsWith('image/'))
  return others.length > 0 || text ? others : [...files]
}

/**
 * One cell, or one of a row with a whole list in it, is the layout of a mail around a text. So is a table without an
 * address where the text has some.
 */
export function isTable(rows: readonly string[][], text: string): boolean {
  const cells = rows.flat()
  const isList = cells.some((cell) => cell.split('@').length > 2 && /[;,]/.test(cell))
  const isAround = text.includes('@') && !cells.some((cell) => cell.includes('@'))
  return !isList && !isAround && cells.length > 1
}

const filled = (rows: readonly string[][]) => rows.filter((row) => row.some((cell) => cell !== ''))

const extent = (rows: string[][]) => ({ count: rows.length, rows: rows.slice(0, MAX_SHOWN) })
