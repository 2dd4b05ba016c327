import { Alert } from '@mantine/core'
import type { ReactNode } from 'react'

type Kind = 'error' | 'warning' | 'ok' | 'info'

/** A highlighted message; a screen reader announces errors at once. */
export function Note({ kind, title, children }: { kind: Kind; title?: string; children?: ReactNode }) {
  return (
    <Alert
      className={`note note-${kind}`}
      variant="outline"
      role={kind === 'error' ? 'alert' : 'status'}
      title={title}
      p="sm"
    >
      {children}
    </Alert>
  )
}
