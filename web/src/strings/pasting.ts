import { counted } from './counting'

/** What is pasted in the place of a file. */
export const pasting = {
  label: 'Paste a table or addresses',
  hint: 'Cells of a spreadsheet, a table or a list from an email. You can paste anywhere in this window.',
  useText: 'Use this text',
  nothing: 'There is no text in what you pasted.',
  found: {
    table: (count: number) => `You pasted a table of ${counted(count, 'line', 'lines')}`,
    addresses: (count: number) => `You pasted ${counted(count, 'address', 'addresses')}`,
    lines: (count: number) => `You pasted ${counted(count, 'line', 'lines')}`,
  },
  betweenCells: ' · ',
  more: (count: number) => `and ${counted(count, 'more line', 'more lines')}`,
  discard: 'Paste something else',
  go: 'Continue',
  unsaved: {
    title: 'Discard what you pasted?',
    text: 'It is not uploaded yet. Nobody has been emailed.',
  },
}
