import { Button, type ButtonProps } from '@mantine/core'
import type { ReactNode } from 'react'
import { DisabledWithReason } from '../ui/disabled-with-reason'
import { useActReason } from './act-rights'

interface Props extends Pick<ButtonProps, 'variant' | 'size' | 'className'> {
  /** What it is about, read aloud behind the word on it. */
  about?: string
  onClick: () => void
  children: ReactNode
}

/** A button that acts, or opens a window that does. Who may only look can read there why it is disabled. */
export function ActButton({
  variant = 'default',
  size = 'compact-md',
  about,
  onClick,
  children,
  ...props
}: Props) {
  const reason = useActReason()
  return (
    <DisabledWithReason reason={reason}>
      {(disabledProps) => (
        <Button
          {...props}
          flex="none"
          variant={variant}
          size={size}
          {...disabledProps}
          onClick={reason ? undefined : onClick}
        >
          {children}
          {about && <span className="visually-hidden">{` ${about}`}</span>}
        </Button>
      )}
    </DisabledWithReason>
  )
}
