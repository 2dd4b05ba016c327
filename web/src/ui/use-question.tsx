import { type ReactNode, useCallback, useRef, useState } from 'react'
import { strings } from '../strings'
import { ModalWindow } from './modal-window'
import { Question } from './question'

export interface AskedQuestion {
  title: string
  text: string
  confirmLabel: string
  cancelLabel?: string
}

/**
 * Returns a function that asks and resolves to whether it was confirmed, the window it asks in, to be rendered, and a
 * function that answers with no.
 */
export function useQuestion(): [(question: AskedQuestion) => Promise<boolean>, ReactNode, () => void] {
  const [question, setQuestion] = useState<AskedQuestion>()
  const [isOpen, setOpen] = useState(false)
  const resolveAnswer = useRef<(isConfirmed: boolean) => void>(() => {})
  const ask = useCallback(
    (asked: AskedQuestion) =>
      new Promise<boolean>((resolve) => {
        resolveAnswer.current = resolve
        setQuestion(asked)
        setOpen(true)
      }),
    [],
  )
  const answer = useCallback((isConfirmed: boolean) => {
    setOpen(false)
    resolveAnswer.current(isConfirmed)
  }, [])
  const cancel = useCallback(() => answer(false), [answer])
  const dialog = question && (
    <ModalWindow isOpen={isOpen} title={question.title} size={440} onClose={cancel}>
      <Question
        text={question.text}
        confirmLabel={question.confirmLabel}
        cancelLabel={question.cancelLabel ?? strings.cancel}
        onCancel={cancel}
        onConfirm={() => answer(true)}
      />
    </ModalWindow>
  )
  return [ask, dialog, cancel]
}
