import { useDebouncedValue } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import { useClient } from 'urql'
import { graphql, type ResultOf } from '../api/graphql'

const DEBOUNCE_MS = 300

const PasswordCheckQuery = graphql(`
  query PasswordCheck($password: String!, $name: String, $email: String) {
    passwordCheck(password: $password, name: $name, email: $email) { isAccepted message strength }
  }
`)

export type PasswordCheck = ResultOf<typeof PasswordCheckQuery>['passwordCheck']

/**
 * Returns what the server says about a password while it is typed. Undefined while it has not answered, and where it
 * can't be asked: nobody is told of anything wrong that the server did not say of exactly this password.
 */
export function usePasswordCheck(password: string, name = '', email = ''): PasswordCheck | undefined {
  const client = useClient()
  const asked = JSON.stringify({ password, name, email })
  const [settled] = useDebouncedValue(asked, DEBOUNCE_MS)
  const [answer, setAnswer] = useState<{ asked: string; check: PasswordCheck }>()
  useEffect(() => {
    const variables = JSON.parse(settled)
    if (!variables.password) return
    let isCurrent = true
    const request = client.query(PasswordCheckQuery, variables, { requestPolicy: 'network-only' })
    request.toPromise().then(({ data }) => {
      if (isCurrent && data) setAnswer({ asked: settled, check: data.passwordCheck })
    })
    return () => {
      isCurrent = false
    }
  }, [client, settled])
  return answer?.asked === asked ? answer.check : undefined
}
