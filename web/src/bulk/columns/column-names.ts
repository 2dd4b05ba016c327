import { columns as texts } from '../../strings/columns'
import type { FileColumn } from '../queries'

/** Returns what each column is called: by its header, and by its place as well where several have the same name. */
export function columnNames(columns: readonly FileColumn[]): string[] {
  const names = columns.map(({ header, position }) => header || texts.unnamed(position))
  return columns.map(({ position }, place) => {
    const name = names[place] ?? ''
    return names.indexOf(name) === names.lastIndexOf(name) ? name : texts.repeated(name, position)
  })
}
