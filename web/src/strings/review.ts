import { counted, number } from './counting'

interface SharedProblem {
  code: string
  severity: 'ERROR' | 'WARNING'
  column: string | null
  value: string
}

const rowsHave = (count: number) => counted(count, 'row has', 'rows have')
const rowsAre = (count: number) => counted(count, 'row is', 'rows are')

/** What is wrong with `count` rows that have `value` in one column. */
function problemOfRows({ code, severity, column, value }: SharedProblem, count: number): string {
  switch (`${severity} ${code}`) {
    case 'ERROR INVALID_ROLE':
      return `${rowsHave(count)} the role “${value}”, which does not exist.`
    case 'ERROR ROLE_NOT_ALLOWED':
      return `${rowsHave(count)} a role that you can't give${value ? `: ${value}` : ''}.`
    case 'ERROR UNKNOWN_GROUP':
      return value
        ? `${rowsHave(count)} the group “${value}”, which does not exist.`
        : `${rowsHave(count)} a group that does not exist.`
    case 'ERROR GROUP_NOT_ALLOWED':
      return value
        ? `${rowsHave(count)} groups that you can't use: ${value}.`
        : `${rowsHave(count)} none of your groups.`
    case 'ERROR REQUIRED':
      return `${rowsHave(count)} ${column === 'ROLE' ? 'no role' : 'no address'}.`
    case 'ERROR INVALID_EMAIL':
      return value
        ? `${rowsHave(count)} “${value}”, which is no address.`
        : `${rowsHave(count)} no valid address.`
    case 'ERROR DUPLICATE_IN_FILE':
      return `${counted(count, 'row repeats an address', 'rows repeat addresses')} of earlier lines.`
    case 'ERROR ALREADY_MEMBER':
      return `${counted(count, 'person is a member', 'people are members')} already.`
    case 'ERROR ALREADY_INVITED':
      return `${counted(count, 'person is', 'people are')} invited already.`
    case 'ERROR INVALID_CSV':
      return `${rowsHave(count)} more cells than there are columns.`
    case 'WARNING INVALID_EMAIL':
      return `${rowsHave(count)} an address that may be mistyped or is read by several people.`
    case 'WARNING SUPPRESSED':
      return `${counted(count, 'address is', 'addresses are')} suppressed and not invited.`
    case 'WARNING HIDDEN_ROW':
      return `${rowsAre(count)} hidden in the sheet.`
    case 'WARNING DECLINED':
      return `${counted(count, 'person has', 'people have')} declined before.`
  }
  return severity === 'ERROR' ? `${rowsAre(count)} wrong in another way.` : `${rowsAre(count)} unusual.`
}

export const review = {
  rows: 'People in this file',
  which: 'Rows to show',
  segments: { ALL: 'All', ERROR: 'Errors', WARNING: 'Warnings', VALID: 'Ready' },
  counts: ({
    errorRows,
    warningRows,
    validRows,
  }: Record<'errorRows' | 'warningRows' | 'validRows', number>) =>
    [
      errorRows > 0 && `${number(errorRows)} with errors`,
      warningRows > 0 && `${number(warningRows)} with warnings`,
      `${number(validRows)} ready`,
    ]
      .filter(Boolean)
      .join(', '),
  severity: { ERROR: 'Error', WARNING: 'Warning' },
  ready: 'Ready',
  columns: { email: 'Email', role: 'Role', groups: 'Groups' },
  row: 'Row',
  problem: 'Problem',
  remove: 'Remove',
  // Cells
  empty: { email: 'No address', role: 'No role', groups: 'No groups' },
  /** Begins with what is seen. Rows without an address are named by their number. */
  cell: (value: string, column: string, person: string) => `${value}, ${column.toLowerCase()} of ${person}`,
  editor: (column: string, person: string) => `${column} of ${person}`,
  person: (email: string, line: number) => (email ? `${email}, row ${number(line)}` : `row ${number(line)}`),
  removeRow: (person: string) => `Remove ${person}`,
  selectRow: (person: string) => `Select ${person}`,
  selectEvery: 'Select all of these rows',
  save: 'Save',
  chooseGroups: 'Choose groups',
  use: (suggestion: string) => `Use ${suggestion}`,
  takeFor: (suggestion: string, person: string) => `Use ${suggestion} for ${person}`,
  // Lines about several rows
  shared: 'Problems that several rows share',
  problemOfRows,
  powerful: (counts: [role: string, count: number][]) =>
    `${listedCounts(counts)}. They can invite and remove others.`,
  show: 'Show',
  showAll: 'Show all rows',
  showRows: (text: string) => `Show: ${text}`,
  showAllRows: (text: string) => `Show all rows, not only: ${text}`,
  takeInAll: (suggestion: string, text: string) => `Use ${suggestion}: ${text}`,
  replace: 'Replace …',
  replaceFor: (text: string) => `Replace … ${text}`,
  create: 'Create group',
  createFor: (name: string, text: string) => `Create group ${name}: ${text}`,
  removeRows: 'Remove rows',
  removeThese: (text: string) => `Remove rows: ${text}`,
  moreLines: (count: number) => `Show ${counted(count, 'more problem', 'more problems')}`,
  fewerLines: 'Show fewer problems',
  // Acts on many rows
  useSuggestions: 'Use all suggestions',
  removeErrors: (count: number) => `Remove ${counted(count, 'error', 'errors')}`,
  removeErrorsQuestion: (count: number) => ({
    title: `Remove ${counted(count, 'row with an error', 'rows with errors')}?`,
    text: 'They leave this list and are not invited. The file that you uploaded is not changed.',
    confirmLabel: 'Remove',
  }),
  removeQuestion: (count: number) => ({
    title: `Remove ${counted(count, 'row', 'rows')}?`,
    text: 'They leave this list and are not invited. The file that you uploaded is not changed.',
    confirmLabel: 'Remove',
  }),
  changed: (count: number) => `${counted(count, 'row was', 'rows were')} changed.`,
  changing: (count: number) => `${counted(count, 'row is', 'rows are')} being changed.`,
  removed: (count: number) => `${counted(count, 'row was', 'rows were')} removed.`,
  removing: (count: number) => `${counted(count, 'row is', 'rows are')} being removed.`,
  unchanged: 'Nothing had to be changed.',
  noSuggestion: 'No row has a suggestion.',
  working: (done: number, total: number) => `Changing rows: ${number(done)} of ${number(total)} checked`,
  replaceTitle: (value: string, count: number) =>
    value
      ? `Replace “${value}” in ${counted(count, 'row', 'rows')}`
      : `Fill in ${counted(count, 'row', 'rows')}`,
  replaceWith: 'Replace with',
  replaceButton: (count: number) => `Replace in ${counted(count, 'row', 'rows')}`,
  needRole: 'Choose a role.',
  needGroup: 'Choose a group.',
  noGroup: 'No group',
  // Selection
  selection: 'Actions on the selected rows',
  selected: (count: number) => `${number(count)} selected`,
  setRole: 'Set role',
  setGroups: 'Set groups',
  unselect: 'Unselect',
  setGroupsTitle: (count: number) => `Set the groups of ${counted(count, 'row', 'rows')}`,
  setGroupsHint: 'They replace the groups that the rows name. Leave it empty for none.',
  setGroupsButton: (count: number) => `Set in ${counted(count, 'row', 'rows')}`,
  unsavedChoice: { title: 'Discard what you chose?', text: 'No row has been changed yet.' },
  // Nothing to show
  none: {
    ALL: 'No row is left. Choose another file.',
    ERROR: 'No row has an error.',
    WARNING: 'No row has a warning.',
    VALID: 'No row is ready yet. Fix one, or correct the file and upload it again.',
  },
  noneLike: 'No row has this problem any more.',
}

function listedCounts(counts: [role: string, count: number][]): string {
  const [first, ...others] = counts
  if (!first) return ''
  const [role, count] = first
  const words = [
    `${counted(count, 'becomes', 'become')} ${role}`,
    ...others.map(([other, each]) => `${number(each)} ${other}`),
  ]
  return words.join(', ')
}
