import { useCallback } from 'react'
import { useMutation } from 'urql'
import { ErrorFields } from '../api/error-fields'
import { graphql } from '../api/graphql'
import { done } from '../api/refusals'
import { useAct } from '../ui/use-act'
import { useSession } from './session'

const SignOut = graphql(`mutation SignOut { signOut { errors { ...ErrorFields } } }`, [ErrorFields])

/** Ends the session in every tab; the second value is true while it does so. */
export function useSignOut(): [() => Promise<void>, boolean] {
  const { restart } = useSession()
  const [, signOut] = useMutation(SignOut)
  const [act, isBusy] = useAct()
  const start = useCallback(
    () =>
      act(async () => {
        await done(signOut({}))
        restart()
      }),
    [act, signOut, restart],
  )
  return [start, isBusy]
}
