import { Tooltip } from '@mantine/core'
import { type ReactNode, useId } from 'react'

interface Props {
  /** Why the control is disabled; undefined where it is not. */
  reason: string | undefined
  children: (disabledProps: {
    'aria-disabled'?: true
    'data-disabled'?: true
    'aria-describedby'?: string
  }) => ReactNode
}

/** A disabled control that can still be focused, so that its reason can be read: on hover, focus, tap or aloud. */
export function DisabledWithReason({ reason, children }: Props) {
  const id = useId()
  if (!reason) return children({})
  return (
    <>
      <Tooltip label={reason}>
        {children({ 'aria-disabled': true, 'data-disabled': true, 'aria-describedby': id })}
      </Tooltip>
      <span id={id} hidden>
        {reason}
      </span>
    </>
  )
}
