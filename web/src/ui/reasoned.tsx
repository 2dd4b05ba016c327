import { Tooltip } from '@mantine/core'
import { type ReactNode, useId } from 'react'

interface Props {
  /** Why the thing cannot be used; undefined where it can. */
  reason: string | undefined
  children: (off: {
    'aria-disabled'?: true
    'data-disabled'?: true
    'aria-describedby'?: string
  }) => ReactNode
}

/** Something that cannot be used but can be asked why: by hover, focus, tap or screen reader. */
export function Reasoned({ reason, children }: Props) {
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
