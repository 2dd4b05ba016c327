import { Button, Stack } from '@mantine/core'
import { strings } from '../strings'
import { Note } from './note'

interface Props {
  title: string
  text: string
  onRetry: () => void
}

/** Says that something could not be loaded and why, and tries again. */
export function RetryNote({ title, text, onRetry }: Props) {
  return (
    <Note kind="error" title={title}>
      <Stack gap="xs" align="start">
        <span>{text}</span>
        <Button size="compact-sm" variant="default" onClick={onRetry}>
          {strings.retry}
        </Button>
      </Stack>
    </Note>
  )
}
