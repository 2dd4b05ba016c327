import { describe, expect, it } from 'vitest'
import { columnNames } from './column-names'

const column = (header: string, position: number) => ({ position, header, samples: [], meaning: null })

describe('names of columns', () => {
  it('are their headers, or their places', () => {
    expect(columnNames(['Email', '', 'Role'].map(column))).toEqual(['Email', 'Column 2', 'Role'])
  })

  it('are all different, also where headers are the same', () => {
    expect(columnNames(['Email', 'Name', 'Email', '', 'Column 4'].map(column))).toEqual([
      'Email (column 1)',
      'Name',
      'Email (column 3)',
      'Column 4 (column 4)',
      'Column 4 (column 5)',
    ])
  })
})
