import { type ReactNode, useCallback, useEffect, useMemo, useRef } from 'react'
import { strings } from '../strings'
import { ModalWindow } from './modal-window'
import { notifyToRead } from './notify'
import { type Loss, UnsavedContext } from './unsaved'
import { useQuestion } from './use-question'

interface Props {
  isOpen: boolean
  title: string
  isCentered?: boolean
  size?: number
  /** Closes without asking: the person has answered, or there was nothing to lose. */
  onClose: () => void
  /** Why it may not be open any more, such as a right that was taken away: then it closes and says so. */
  closedReason?: string | undefined
  /** Why it vanished, where what it stands in is taken away while it is open. */
  goneReason?: string | undefined
  children: ReactNode
}

/**
 * A window with something to do in it. Cancel (`CancelButton`), Escape, the cross and the backdrop are one:
 * they ask once if anything would be lost that `useUnsaved` names, and close at once otherwise.
 */
export function Dialog({ isOpen, title, closedReason, goneReason, children, ...frame }: Props) {
  const { onClose } = frame
  const losses = useRef(new Map<string, Loss>())
  const [ask, question, cancelQuestion] = useQuestion()
  const isShown = isOpen && !closedReason

  const note = useCallback((key: string, loss: Loss | undefined) => {
    if (loss) losses.current.set(key, loss)
    else losses.current.delete(key)
  }, [])
  const confirmLoss = useCallback(
    (loss: Loss) =>
      ask({ ...loss, confirmLabel: strings.dialog.discard, cancelLabel: strings.dialog.keepEditing }),
    [ask],
  )
  const guard = useCallback(
    async (action: () => void) => {
      const [loss] = losses.current.values()
      const isConfirmed = !loss || (await confirmLoss(loss))
      if (isConfirmed) action()
      return isConfirmed
    },
    [confirmLoss],
  )
  const close = useCallback(() => void guard(onClose), [guard, onClose])
  const unsaved = useMemo(() => ({ note, confirmLoss, guard, close }), [note, confirmLoss, guard, close])

  useEffect(() => {
    if (!isOpen || !closedReason) return
    notifyToRead(strings.dialog.closed(title, closedReason))
    onClose()
  }, [isOpen, closedReason, title, onClose])

  useEffect(() => {
    if (!isShown) cancelQuestion()
  }, [isShown, cancelQuestion])

  useEffect(() => {
    if (!isShown) return
    const askBeforeLeaving = (event: BeforeUnloadEvent) => {
      if (losses.current.size > 0) event.preventDefault()
    }
    window.addEventListener('beforeunload', askBeforeLeaving)
    return () => window.removeEventListener('beforeunload', askBeforeLeaving)
  }, [isShown])

  const onGone = useRef(() => {})
  useEffect(() => {
    onGone.current = () => {
      if (isShown && goneReason) notifyToRead(strings.dialog.closed(title, goneReason))
    }
  }, [isShown, goneReason, title])
  useEffect(() => () => onGone.current(), [])

  return (
    <UnsavedContext value={unsaved}>
      <ModalWindow {...frame} isOpen={isShown} title={title} onClose={close}>
        {children}
      </ModalWindow>
      {question}
    </UnsavedContext>
  )
}
