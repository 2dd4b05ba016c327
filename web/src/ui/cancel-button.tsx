import { Button } from '@mantine/core'
import { strings } from '../strings'
import { useDialogClose } from './unsaved'

/** Closes the window around it as Escape does. */
export function CancelButton({ label = strings.cancel }: { label?: string }) {
  const close = useDialogClose()
  return (
    <Button variant="default" onClick={close}>
      {label}
    </Button>
  )
}
