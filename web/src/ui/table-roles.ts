/** What the parts of a table are, said to browsers that forget it once they are displayed as something else. */
export const TABLE = { role: 'table' }
export const GRID = { role: 'grid', 'aria-multiselectable': true }
export const ROW_GROUP = { role: 'rowgroup' }
export const ROW = { role: 'row' }
export const COLUMN_HEADER = { role: 'columnheader' }
export const CELL = { role: 'cell' }
export const GRID_CELL = { role: 'gridcell' }
