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

/** Returns a function that asks and resolves to whether it was confirmed, and the window it asks in, to be rendered. */
export function useQuestion(): [(question: AskedQuestion) => Promise<boolean>, ReactNode] {
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
  const answer = (isConfirmed: boolean) => {
    setOpen(false)
    resolveAnswer.current(isConfirmed)
  }
  const dialog = question && (
    <ModalWindow isOpen={isOpen} title={question.title} size={440} onClose={() => answer(false)}>
      <Question
        text={question.text}
        confirmLabel={question.confirmLabel}
        cancelLabel={question.cancelLabel ?? strings.cancel}
        onCancel={() => answer(false)}
        onConfirm={() => answer(true)}
      />
    </ModalWindow>
  )
  return [ask, dialog]
}
