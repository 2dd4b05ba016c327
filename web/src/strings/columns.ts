/** What the columns of a file mean, and which sheet of a workbook is read. */
export const columns = {
  title: 'What do the columns mean?',
  hint: 'Choose the column of the email addresses. Role and groups are optional.',
  isNamed: 'The first row names the columns',
  table: 'Columns of the file',
  column: 'Column',
  samples: 'First rows',
  means: 'Meaning',
  meaning: { EMAIL: 'Email', ROLE: 'Role', GROUPS: 'Groups' },
  unused: 'Not used',
  unnamed: (position: number) => `Column ${position + 1}`,
  repeated: (name: string, position: number) => `${name} (column ${position + 1})`,
  meaningOf: (column: string) => `Meaning of ${column}`,
  empty: 'Empty',
  betweenSamples: ', ',
  taken: (meaning: string, column: string) => `${meaning} is not ${column} any more.`,
  needEmail: 'One of the columns has to be Email.',
  needRole: 'Choose a role: no column says it.',
  roleForAll: 'Role for everybody',
  roleForAllHint: 'As no column says the role.',
  rowsAnew: 'All rows are read and checked anew. What you changed in them during the review is lost.',
  go: 'Continue',
  back: 'Back to the review',
  change: 'Change columns',
  mayNot: 'Only an Admin, or the person who uploaded this file, can say what its columns mean.',
  none: 'The columns of this file are not known any more.',
  failedToLoad: 'The columns could not be loaded',
  unsaved: {
    title: 'Discard what you chose?',
    text: 'What the columns mean is not saved yet. The upload itself stays.',
  },
}

export const sheets = {
  sheet: 'Sheet',
  isRead: (sheet: string) => `The sheet “${sheet}” is read.`,
  title: (sheet: string) => `Read the sheet “${sheet}”?`,
  text: (current: string) =>
    `The rows of “${current}”, and what was changed in them, are discarded. Nobody has been emailed.`,
  again: (filename: string) => `This page no longer has the file: choose ${filename} again.`,
  read: 'Read this sheet',
  choose: 'Choose the file',
}
