import { strings } from '../strings'
import { useDialogGuard } from '../ui/unsaved'

/** Goes back to where a file is chosen. The upload stays as it is, and is offered there to go on with. */
export function ChooseAnother({ onRestart }: { onRestart: () => void }) {
  const guard = useDialogGuard()
  return (
    <button type="button" className="link nowrap" onClick={() => guard(onRestart)}>
      {strings.bulk.another}
    </button>
  )
}
