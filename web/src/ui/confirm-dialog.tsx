import type { ReactNode } from 'react'
import { strings } from '../strings'
import { Dialog } from './dialog'
import { Question } from './question'
import { useDialogClose } from './unsaved'
import { useAsyncAction } from './use-async-action'

interface Props {
  isOpen: boolean
  title: string
  text: string
  confirmLabel: string
  cancelLabel?: string
  /** Whether what is asked about is not known yet: then it can't be confirmed. */
  isLoading?: boolean
  closedReason?: string | undefined
  goneReason?: string | undefined
  onClose: () => void
  onConfirm: () => unknown
  /** More that is chosen with the answer. */
  children?: ReactNode
}

/** Asks before something that cannot be undone. The button that changes nothing has the focus. */
export function ConfirmDialog(props: Props) {
  const { isOpen, title, closedReason, goneReason, onClose, onConfirm, isLoading, ...answers } = props
  const [run, isRunning] = useAsyncAction()
  const confirm = () =>
    run(async () => {
      await onConfirm()
      onClose()
    })
  return (
    <Dialog
      isOpen={isOpen}
      title={title}
      size={440}
      onClose={onClose}
      // What it does may itself take away what it stands in.
      closedReason={isRunning ? undefined : closedReason}
      goneReason={isRunning ? undefined : goneReason}
    >
      <Answers {...answers} isRunning={isRunning || isLoading === true} onConfirm={confirm} />
    </Dialog>
  )
}

type AnswersProps = Pick<Props, 'text' | 'confirmLabel' | 'cancelLabel' | 'children'> & {
  isRunning: boolean
  onConfirm: () => void
}

function Answers({ cancelLabel = strings.cancel, ...question }: AnswersProps) {
  return <Question {...question} cancelLabel={cancelLabel} onCancel={useDialogClose()} />
}
