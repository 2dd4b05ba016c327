import { useCallback } from 'react'
import { useMutation } from 'urql'
import { done } from '../api/refusals'
import { Cancel } from './queries'

const CONTEXT = { additionalTypenames: ['Invitation'] }

export function useCancel(bulkInviteId: string) {
  const [, cancel] = useMutation(Cancel)
  return useCallback(
    async (revokePending: boolean) =>
      (await done(cancel({ input: { bulkInviteId, revokePending } }, CONTEXT))).bulkInvite,
    [cancel, bulkInviteId],
  )
}
