import { useCallback, useRef } from 'react'
import { type TypedDocumentNode, useMutation } from 'urql'
import { UnansweredError } from '../api/errors'
import { newIdempotencyKey } from '../api/idempotency-key'
import { requireSuccess } from '../api/payloads'

// What an act changes is shown in lists whose answers do not say so.
const CONTEXT = { additionalTypenames: ['Delivery', 'FailureGroup', 'Queue', 'BulkInviteJob', 'OperatorAct'] }

type Sendable = { idempotencyKey?: string | null }

/**
 * Returns a function that has an act done once: sent again because no answer came, the same input has the same key.
 * It throws RefusedError.
 */
export function useAct<Data extends object, Input extends Sendable>(
  mutation: TypedDocumentNode<Data, { input: Input }>,
) {
  const [, run] = useMutation<Data, { input: Input }>(mutation)
  const unanswered = useRef<{ input: string; key: string }>(undefined)
  return useCallback(
    async (input: Omit<Input, 'idempotencyKey'>) => {
      const text = JSON.stringify(input)
      const key = unanswered.current?.input === text ? unanswered.current.key : newIdempotencyKey()
      unanswered.current = undefined
      try {
        return await requireSuccess(run({ input: { ...input, idempotencyKey: key } as Input }, CONTEXT))
      } catch (error) {
        if (error instanceof UnansweredError) unanswered.current = { input: text, key }
        throw error
      }
    },
    [run],
  )
}
