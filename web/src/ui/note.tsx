import { Alert } from '@mantine/core'
import type { ReactNode } from 'react'

type Kind = 'error' | 'warning' | 'ok' | 'info'

/** A sentence that has to be read, in a colour that says which kind; errors are also announced at once. */
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
