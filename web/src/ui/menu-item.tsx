import { Menu } from '@mantine/core'
import type { ReactNode } from 'react'

interface Props {
  /** Why the item is disabled; it can still be focused, so that the reason can be read. */
  reason?: string
  isDanger?: boolean
  isChecked?: boolean
  onClick: () => void
  children: ReactNode
}

export function MenuItem({ reason, isDanger, isChecked, onClick, children }: Props) {
  const isDisabled = Boolean(reason)
  return (
    <Menu.Item
      className={isDanger && !isDisabled ? 'danger' : undefined}
      aria-disabled={isDisabled || undefined}
      closeMenuOnClick={!isDisabled}
      onClick={isDisabled ? undefined : onClick}
      rightSection={isChecked && <span aria-hidden="true">✓</span>}
      aria-current={isChecked || undefined}
    >
      <span className={isDisabled ? 'dimmed' : undefined}>{children}</span>
      {isDisabled && <span className="dimmed small block">{reason}</span>}
    </Menu.Item>
  )
}
