import { Button, Group } from '@mantine/core'
import { strings } from '../strings'
import { isMac, takeUndo } from './undo'

/** What was done, and how to take it back; announced with the keys that do it, as the focus stays where it is. */
export function UndoMessage({ message }: { message: string }) {
  return (
    <Group justify="space-between" wrap="nowrap" gap="sm">
      <span className="breakable">{message}</span>
      <Group gap={4} wrap="nowrap" flex="none">
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={takeUndo}
          aria-keyshortcuts={isMac ? 'Meta+Z' : 'Control+Z'}
        >
          {strings.undo}
        </Button>
        <span className="dimmed small keys">{strings.undoShortcut(isMac ? '⌘Z' : 'Ctrl+Z')}</span>
      </Group>
    </Group>
  )
}
