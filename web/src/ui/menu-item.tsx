import { Menu } from '@mantine/core'
import type { ReactNode } from 'react'

interface Props {
  /** Why it cannot be done now. Such an item can still be reached, so that its reason can be read. */
  reason?: string
  danger?: boolean
  isChecked?: boolean
  onClick: () => void
  children: ReactNode
}

export function MenuItem({ reason, danger, isChecked, onClick, children }: Props) {
  const isOff = Boolean(reason)
  return (
    <Menu.Item
      className={danger && !isOff ? 'danger' : undefined}
      aria-disabled={isOff || undefined}
      closeMenuOnClick={!isOff}
      onClick={isOff ? undefined : onClick}
      rightSection={isChecked && <span aria-hidden="true">✓</span>}
      aria-current={isChecked || undefined}
    >
      <span className={isOff ? 'dimmed' : undefined}>{children}</span>
      {isOff && <span className="dimmed small block">{reason}</span>}
    </Menu.Item>
  )
}
