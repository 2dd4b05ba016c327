import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { bounceWords } from '../shared/bounce-words'
import { Email } from '../shared/email'
import { useRelease } from '../shared/use-release'
import { suppressed } from '../strings/suppressions'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { notify } from '../ui/notify'
import { RelativeTime } from '../ui/relative-time'
import { Cell, Row } from './list-table'
import type { SuppressionRow } from './suppression-queries'

/** An address that is not invited: why, since when, and what lets it be invited again. */
export function SuppressedRow({ suppression }: { suppression: SuppressionRow }) {
  const { id, email, kind, diagnostic, at } = suppression
  // A page has many rows, and few of their dialogs are ever opened.
  const [isTouched, setTouched] = useState(false)
  const [isOpen, dialog] = useDisclosure()
  const release = useRelease()
  const open = () => {
    setTouched(true)
    dialog.open()
  }
  return (
    <Row>
      <Cell column="identity">
        <span className="identity two-lines">
          <Email email={email} />
        </span>
      </Cell>
      <Cell column="why">
        <span className="delivery">
          <span>
            <span className="dot dot-error" aria-hidden="true" />
            {bounceWords(suppression)}
          </span>
          {diagnostic && (
            <bdi className="reason" title={diagnostic}>
              {diagnostic}
            </bdi>
          )}
        </span>
      </Cell>
      <Cell column="since" label={suppressed.since}>
        <span className="dimmed figures">
          <RelativeTime timestamp={at} />
        </span>
      </Cell>
      <Cell column="release">
        <Button variant="default" size="compact-sm" aria-label={suppressed.releaseOf(email)} onClick={open}>
          {suppressed.release}
        </Button>
        {isTouched && (
          <ConfirmDialog
            isOpen={isOpen}
            title={suppressed.releaseTitle(email)}
            text={suppressed.releaseText[kind]}
            confirmLabel={suppressed.release}
            goneReason={suppressed.gone(email)}
            onClose={dialog.close}
            onConfirm={async () => {
              await release(id)
              notify(suppressed.released(email))
            }}
          />
        )}
      </Cell>
    </Row>
  )
}
