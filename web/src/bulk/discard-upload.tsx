import { strings } from '../strings'
import { useAsyncAction } from '../ui/use-async-action'
import { useQuestion } from '../ui/use-question'
import type { StepProps } from './step'
import { useCancel } from './use-cancel'

/** Throws an upload away before anybody was invited, once that is confirmed. */
export function DiscardUpload({ bulkInvite, onRestart }: Pick<StepProps, 'bulkInvite' | 'onRestart'>) {
  const cancel = useCancel(bulkInvite.id)
  const [run, isRunning] = useAsyncAction()
  const [ask, question] = useQuestion()
  const discard = async () => {
    if (!(await ask(strings.bulk.discardQuestion(bulkInvite.filename ?? strings.uploads.unnamed)))) return
    await run(async () => {
      await cancel(false)
      onRestart()
    })
  }
  return (
    <>
      {question}
      <button type="button" className="link danger" disabled={isRunning} onClick={() => void discard()}>
        {strings.bulk.discardUpload}
      </button>
    </>
  )
}
