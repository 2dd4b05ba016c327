import type { ReviewRow } from './queries'

/** For tests: a row without problems, whose id is its line. */
export const exampleRow = (line: number): ReviewRow => ({
  id: `${line}`,
  line,
  email: '',
  role: '',
  groups: [],
  status: 'VALID',
  problems: [],
})
