/** What the parts of a grid are, said to browsers that forget it once a table is displayed as something else. */
export const GRID = { role: 'grid', 'aria-multiselectable': true }
export const ROW_GROUP = { role: 'rowgroup' }
export const ROW = { role: 'row' }
export const COLUMN_HEADER = { role: 'columnheader' }
export const CELL = { role: 'gridcell' }
