import { useCallback } from 'react'
import { useMutation } from 'urql'
import { ErrorFields } from '../api/error-fields'
import { graphql } from '../api/graphql'
import { requireSuccess } from '../api/payloads'
import { useAsyncAction } from '../ui/use-async-action'
import { useSession } from './session'

const SignOut = graphql(`mutation SignOut { signOut { errors { ...ErrorFields } } }`, [ErrorFields])

/** Returns a function that ends the session in every tab, and whether it is running. */
export function useSignOut(): [() => Promise<void>, boolean] {
  const { restart } = useSession()
  const [, mutate] = useMutation(SignOut)
  const [run, isRunning] = useAsyncAction()
  const signOut = useCallback(
    () =>
      run(async () => {
        await requireSuccess(mutate({}))
        restart()
      }),
    [run, mutate, restart],
  )
  return [signOut, isRunning]
}
