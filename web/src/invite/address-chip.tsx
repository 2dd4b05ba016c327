import { Pill } from '@mantine/core'
import { addressProblem } from '../shared/address-list'
import { strings } from '../strings'
import { WarningIcon } from '../ui/icons'
import type { AddressNote } from './use-address-checks'

interface Props {
  text: string
  /** What stands against inviting the address. */
  note: AddressNote | undefined
  onRemove: (() => void) | undefined
  /** Takes the text back into the field, to be corrected. */
  onMend: () => void
}

/** An address, or a text that is none: what is wrong is marked by colour, sign and word, and corrected by a click. */
export function AddressChip({ text, note, onRemove, onMend }: Props) {
  const { kind, hint } = appearance(text, note)
  return (
    <Pill withRemoveButton onRemove={onRemove} className={kind && `marked-chip ${kind}`}>
      {hint ? (
        <button type="button" className="plain" aria-label={hint} title={hint} onClick={onMend}>
          <WarningIcon />
          <span>{text}</span>
        </button>
      ) : (
        text
      )}
    </Pill>
  )
}

function appearance(text: string, note: AddressNote | undefined) {
  const problem = addressProblem(text)
  if (problem) return { kind: 'invalid-chip', hint: strings.invite.mend(text, problem) }
  if (!note) return {}
  const kind = note.severity === 'ERROR' ? 'refused-chip' : 'warning-chip'
  return { kind, hint: strings.invite.mendNoted(text, note.message) }
}
