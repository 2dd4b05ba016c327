import { Button } from '@mantine/core'
import type { AddressNote } from '../invite/use-address-checks'
import { correctAddress } from '../strings/suppressions'
import { WarningIcon } from '../ui/icons'

interface Props {
  note: AddressNote
  onUse: (suggestion: string) => void
}

/** What is to be known about the address that is typed, with the one that was probably meant. */
export function AddressSuggestion({ note, onUse }: Props) {
  const { severity, message, suggestion } = note
  return (
    <div className="address-notes" role="status">
      <ul>
        <li className={severity === 'ERROR' ? 'error' : 'warning'}>
          <WarningIcon />
          <span className="breakable">{message}</span>
          {suggestion && (
            <span className="answers">
              <Button size="compact-xs" variant="default" onClick={() => onUse(suggestion)}>
                {correctAddress.use}
                <span className="visually-hidden"> {suggestion}</span>
              </Button>
            </span>
          )}
        </li>
      </ul>
    </div>
  )
}
