import type { Refusal } from '../api/errors'
import { strings } from '../strings'
import type { Answer } from './use-act'

const DECLINED = 'DECLINED'

interface Invited {
  id: string
  email: string
}

/** Somebody who has declined since they were invited: one is sent again only once that is confirmed. */
interface Declined extends Invited {
  /** In the first request. */
  position: number
  reason: string
}

/** Returns those who declined; `invited` are all that the request named, in its order. */
export function declinedOf({ errors }: Answer, invited: readonly Invited[]): Declined[] {
  return errors.flatMap(({ code, message, path }) => {
    const position = Number(path?.[1])
    const row = invited[position]
    return code === DECLINED && row ? [{ id: row.id, email: row.email, position, reason: message }] : []
  })
}

export const besidesDeclined = (errors: Answer['errors']) => errors.filter(({ code }) => code !== DECLINED)

/** Returns an error of a request about `declined` as it would be of the first request. */
export function inRequest<E extends Refusal>(error: E, declined: readonly Declined[]): E {
  const [field, position] = error.path ?? []
  const one = declined[Number(position)]
  return field && position !== undefined && one ? { ...error, path: [field, String(one.position)] } : error
}

export function describeDeclined(declined: readonly Declined[]): string {
  const [first, ...others] = declined
  return first && others.length === 0
    ? strings.invitation.resendAnywayText(first.reason)
    : strings.invitation.resendAnywayTextMany(declined.map(({ email }) => email))
}
