/** Buttons and other controls that stand on many screens. */
export const controls = {
  retry: 'Try again',
  reload: 'Reload',
  cancel: 'Cancel',
  close: 'Close',
  undo: 'Undo',
  undoShortcut: (keys: string) => `or ${keys}`,
  skip: 'Skip to content',
  none: '—',
}

export const dialog = {
  discard: 'Discard',
  keepEditing: 'Keep editing',
  closed: (title: string, reason: string) => `“${title}” was closed. ${reason}`,
  changes: { title: 'Discard your changes?', text: 'What you changed is not saved yet.' },
}
