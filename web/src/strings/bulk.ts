import { counted, listed, number } from './counting'

export const bulk = {
  drop: 'Drop a spreadsheet or CSV file here',
  browse: 'Browse Files',
  file: 'Spreadsheet or CSV file',
  uploading: 'Uploading …',
  template: 'Download CSV Template',
  spreadsheetTemplate: 'Download Excel Template',
  kinds: 'Excel, OpenDocument, CSV or a saved web page. Its columns may have any names.',
  atMost: (rows: string) => `At most ${rows} people in one file.`,
  unreadable: 'The file was changed, moved or deleted after you chose it. Choose it again.',
  oneFile: 'Choose a spreadsheet or a CSV file.',
  severalFiles: (names: string[]) =>
    `You gave ${counted(names.length, 'file', 'files')}: ${listed(names)}. Nothing was uploaded; give them one after another.`,
  unsavedDefaults: {
    title: 'Discard what you chose?',
    text: 'The role and the groups for rows without one are not used yet: nothing has been uploaded.',
  },
  unsavedRow: (line: number) => ({
    title: `Discard what you changed in row ${number(line)}?`,
    text: 'The row is not saved yet. The upload itself stays, and so does every row that you saved.',
  }),
  discardUpload: 'Discard this upload',
  discardQuestion: (filename: string) => ({
    title: `Discard ${filename}?`,
    text: 'Its rows and what you fixed in them are gone then. Nobody has been emailed.',
    confirmLabel: 'Discard',
    cancelLabel: 'Keep it',
  }),
  stopChecking: 'Stop checking',
  defaultRole: 'Role for rows without one',
  defaultRoleHint: 'Optional. Rows that name a role keep it.',
  noDefaultRole: 'None',
  defaultGroups: 'Groups for rows without any',
  defaultGroupsHint: 'Optional. Rows that name groups keep them.',
  guessed: (encoding: string) =>
    `The file is not saved as UTF-8, so it was read as ${encoding}. Check letters such as é and ß; if they are wrong, save the file as UTF-8 and upload it again.`,
  checkedFirst: 'You review everything before anybody is emailed.',
  nobodyYet: 'Nobody has been emailed yet.',
  leftOut: 'Rows with errors are left out. Nobody has been emailed yet.',
  suppressedLeftOut: (count: number) =>
    `${counted(count, 'suppressed address is', 'suppressed addresses are')} left out.`,
  nothingToSend: 'No row can be sent yet. Fix one here, or correct the file and upload it again.',
  another: 'Choose another file',
  missing: 'There is no such upload',
  missingHint:
    'It belongs to another organization, was uploaded more than 30 days ago, or the link is cut off.',
  checking: (done: number, total: number) =>
    total > 0 ? `Checking row ${number(done)} of ${number(total)} …` : 'Reading the file …',
  sending: (done: number, total: number) =>
    `Inviting: ${number(done)} of ${counted(total, 'person', 'people')} done`,
  rate: (rows: number) => `${counted(rows, 'row', 'rows')} per second`,
  remaining: (time: string) => `about ${time} left`,
  announcement: (percent: number) => `${percent} percent done`,
  mayClose: 'You can close this window or the page: sending goes on, and you can come back to it.',
  ignored: (columns: string) => `These columns were ignored: ${columns}.`,
  row: 'Row',
  download: 'Download problem rows',
}
