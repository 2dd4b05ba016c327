import { Button, Stack } from '@mantine/core'
import { Note } from '../ui/note'

interface Props {
  title: string
  text: string
  action: string
  onAction: () => void
}

/** Says what is wrong with the address that led here, and leads on. */
export function WrongLink({ title, text, action, onAction }: Props) {
  return (
    <Note kind="warning" title={title}>
      <Stack gap="xs" align="start">
        <span className="breakable">{text}</span>
        <Button size="compact-sm" variant="default" onClick={onAction}>
          {action}
        </Button>
      </Stack>
    </Note>
  )
}
