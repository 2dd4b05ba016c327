import { useCallback } from 'react'
import { useMutation } from 'urql'
import { requireSuccess } from '../api/payloads'
import { Cancel } from './queries'

const CONTEXT = { additionalTypenames: ['Invitation'] }

/** Returns a function that cancels a bulk invite. Throws RefusedError where it is refused. */
export function useCancel(bulkInviteId: string) {
  const [, cancel] = useMutation(Cancel)
  return useCallback(
    async (revokePending: boolean) =>
      (await requireSuccess(cancel({ input: { bulkInviteId, revokePending } }, CONTEXT))).bulkInvite,
    [cancel, bulkInviteId],
  )
}
