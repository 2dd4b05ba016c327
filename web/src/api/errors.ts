import type { CombinedError } from 'urql'
import { strings } from '../strings'

const SIGNED_OUT = 'UNAUTHENTICATED'

/** An entry of a mutation's `errors`: an understood request that was answered no. */
export interface Refusal {
  message: string
  path?: readonly string[] | null
}

export class RefusedError extends Error {
  constructor(
    readonly refusals: readonly Refusal[],
    message = refusals[0]?.message ?? strings.somethingWrong,
  ) {
    super(message)
  }

  /** The sentence about a field of the input; undefined where there is none. */
  messageFor(field: string): string | undefined {
    return this.refusals.find((each) => each.path?.[0] === field)?.message
  }
}

export function asRefusedError(error: unknown): RefusedError {
  return error instanceof RefusedError ? error : new RefusedError([], errorMessage(error))
}

export function isSignedOut(error: CombinedError): boolean {
  return error.graphQLErrors.some((each) => each.extensions.code === SIGNED_OUT)
}

/** Why a request failed and what to do, in a sentence. */
export function requestErrorMessage(error: CombinedError): string {
  if (isSignedOut(error)) return strings.session.ended
  const [first] = error.graphQLErrors
  if (!first) return strings.unreachable
  const { errorId } = first.extensions
  return typeof errorId === 'string' ? `${first.message} (${errorId})` : first.message
}

export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : strings.somethingWrong
}
