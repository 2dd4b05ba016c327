import { Button, Group } from '@mantine/core'
import { strings } from '../strings'

export function UndoMessage({ message, onUndo }: { message: string; onUndo: () => void }) {
  return (
    <Group justify="space-between" wrap="nowrap" gap="sm">
      <span className="breakable">{message}</span>
      <Button variant="subtle" size="compact-sm" onClick={onUndo} flex="none">
        {strings.undo}
      </Button>
    </Group>
  )
}
