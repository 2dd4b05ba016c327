import { looksLikeAddress, parseAddressList } from '../../shared/address-list'
import type { UploadSource } from '../upload-source'
import { htmlRows } from './html-rows'
import { textRows } from './text-rows'

/** Longer texts are lines without a look for addresses. In characters. */
const MAX_LIST = 200_000
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
  const cells = filled(htmlRows(html))
  if (isTable(cells)) {
    const file = new File([html], HTML_NAME, { type: 'text/html' })
    return { source: { file }, kind: 'table', ...extent(cells) }
  }
  if (!text.trim()) return undefined
  const source = { csv: text }
  if (text.includes('\t')) return { source, kind: 'table', ...extent(filled(textRows(text))) }
  const addresses = text.length <= MAX_LIST ? parseAddressList(text) : []
  if (addresses.length > 0 && addresses.every(looksLikeAddress)) {
    return { source, kind: 'addresses', ...extent(addresses.map((address) => [address])) }
  }
  return { source, kind: 'lines', ...extent(filled(text.split(/\r\n?|\n/).map((line) => [line.trim()]))) }
}

/** One cell, or one of a row with a whole list in it, is the layout of a mail around a text. */
export function isTable(rows: readonly string[][]): boolean {
  const isList = rows.some((row) => row.some((cell) => cell.split('@').length > 2 && /[;,]/.test(cell)))
  return !isList && rows.flat().length > 1
}

const filled = (rows: readonly string[][]) => rows.filter((row) => row.some((cell) => cell !== ''))

const extent = (rows: string[][]) => ({ count: rows.length, rows: rows.slice(0, MAX_SHOWN) })
