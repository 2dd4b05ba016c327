import type { GraphQLFormattedError } from 'graphql'
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

/** Whether the errors of a result say that the session has ended. */
export function isSignedOut(errors: readonly Pick<GraphQLFormattedError, 'extensions'>[]): boolean {
  return errors.some(({ extensions }) => extensions?.code === SIGNED_OUT)
}

/** Why a request failed and what to do, in a sentence. */
export function requestErrorMessage(error: CombinedError): string {
  if (isSignedOut(error.graphQLErrors)) return strings.session.ended
  const [first] = error.graphQLErrors
  if (!first) return strings.unreachable
  const { errorId } = first.extensions
  return typeof errorId === 'string' ? `${first.message} (${errorId})` : first.message
}

export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : strings.somethingWrong
}
