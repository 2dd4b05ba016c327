import { type ReactNode, useCallback, useRef, useState } from 'react'
import { ConfirmDialog } from './confirm-dialog'

interface Question {
  title: string
  text: string
  confirmLabel: string
}

/** Returns a function that asks and resolves to whether it was confirmed, and the dialog it asks in, to be rendered. */
export function useQuestion(): [(question: Question) => Promise<boolean>, ReactNode] {
  const [question, setQuestion] = useState<Question>()
  const [isOpen, setOpen] = useState(false)
  const answer = useRef<(isConfirmed: boolean) => void>(() => {})
  const ask = useCallback(
    (asked: Question) =>
      new Promise<boolean>((resolve) => {
        answer.current = resolve
        setQuestion(asked)
        setOpen(true)
      }),
    [],
  )
  // A confirmation closes the dialog too; the first answer counts.
  const close = () => {
    setOpen(false)
    answer.current(false)
  }
  const dialog = question && (
    <ConfirmDialog {...question} isOpen={isOpen} onConfirm={() => answer.current(true)} onClose={close} />
  )
  return [ask, dialog]
}
