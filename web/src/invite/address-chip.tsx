import { Pill } from '@mantine/core'
import { strings } from '../strings'
import { WarningIcon } from '../ui/icons'
import { addressProblem } from './address-list'

interface Props {
  text: string
  onRemove: (() => void) | undefined
  /** Takes the text back into the field, to be corrected. */
  onMend: () => void
}

/** An address, or a text that is none: marked by colour, sign and word, and corrected by a click. */
export function AddressChip({ text, onRemove, onMend }: Props) {
  const problem = addressProblem(text)
  return (
    <Pill withRemoveButton onRemove={onRemove} className={problem && 'invalid-chip'}>
      {problem ? (
        <button
          type="button"
          className="plain"
          aria-label={strings.invite.mend(text, problem)}
          title={strings.invite.mend(text, problem)}
          onClick={onMend}
        >
          <WarningIcon />
          <span>{text}</span>
        </button>
      ) : (
        text
      )}
    </Pill>
  )
}
