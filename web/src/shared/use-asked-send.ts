import { type ReactNode, useCallback } from 'react'
import { strings } from '../strings'
import { type AskedQuestion, useQuestion } from '../ui/use-question'
import { type SendRefusal, suppressionOf } from './send-error-fields'
import { useRelease } from './use-release'

/** Sends one invitation; resolves to why not, or undefined. */
type Send = (confirmDeclined: boolean) => Promise<SendRefusal | undefined>
/** What is asked of somebody who declined, `reason` in the server's words. */
type DeclinedQuestion = (reason: string) => AskedQuestion

interface Outcome {
  /** Whether nothing was sent because the person said no to a question. */
  isKept: boolean
  refusal: SendRefusal | undefined
}

/**
 * Returns a function that sends an invitation, and asks first, in the question to be rendered, where the person it is for
 * declined not long ago, or where the address is suppressed: then it is released by the same answer.
 */
export function useAskedSend(): [(send: Send, question: DeclinedQuestion) => Promise<Outcome>, ReactNode] {
  const [ask, question] = useQuestion()
  const release = useRelease()
  const sendAsked = useCallback(
    async (send: Send, declinedQuestion: DeclinedQuestion): Promise<Outcome> => {
      let isConfirmed = false
      let released: string | undefined
      for (;;) {
        const refusal = await send(isConfirmed)
        const suppressionId = suppressionOf(refusal)
        if (refusal?.code === 'DECLINED' && !isConfirmed) {
          if (!(await ask(declinedQuestion(refusal.message)))) return { isKept: true, refusal }
          isConfirmed = true
        } else if (refusal && suppressionId && suppressionId !== released) {
          if (!(await ask(suppressedQuestion(refusal.message)))) return { isKept: true, refusal }
          await release(suppressionId)
          released = suppressionId
        } else {
          return { isKept: false, refusal }
        }
      }
    },
    [ask, release],
  )
  return [sendAsked, question]
}

const suppressedQuestion = (reason: string): AskedQuestion => ({
  title: strings.bounces.releaseAndSendTitle,
  text: strings.bounces.releaseAndSendText(reason),
  confirmLabel: strings.bounces.releaseAndSend,
})
