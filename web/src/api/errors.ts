import type { GraphQLFormattedError } from 'graphql'
import type { CombinedError } from 'urql'
import { strings } from '../strings'

const SIGNED_OUT = 'UNAUTHENTICATED'
/** Of a query, and of an entry in a mutation's `errors`. */
const FORBIDDEN = 'FORBIDDEN'
const NOT_PERMITTED = 'NOT_PERMITTED'
/** Of operations that the schema does not know: they come from a page that was loaded before the last release. */
const UNKNOWN_OPERATION = [
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
]
const BAD_INPUT = 'BAD_USER_INPUT'

/** An entry of a mutation's `errors`: an understood request that was answered no. */
export interface Refusal {
  message: string
  path?: readonly string[] | null
}

/** An error whose message is a sentence for the person. */
export class ShownError extends Error {
  /** Whether the server did not answer: the next answer says that it can be tried again. */
  readonly isUnanswered: boolean = false
}

export class RefusedError extends ShownError {
  constructor(
    readonly refusals: readonly Refusal[],
    message = refusals[0]?.message ?? strings.unexpected,
  ) {
    super(message)
  }

  /** The sentence about a field of the input; undefined where there is none. */
  messageFor(field: string): string | undefined {
    return this.refusals.find((each) => each.path?.[0] === field)?.message
  }
}

/** A request that the API did not answer, because it could not at that moment. */
export class UnansweredError extends RefusedError {
  override readonly isUnanswered = true

  constructor(message: string) {
    super([], message)
  }
}

/** Returns the error of a request that failed, with a sentence about it. */
export function requestError(error: CombinedError): RefusedError {
  const message = requestErrorMessage(error)
  const status = error.response?.status
  const isUnanswered = error.graphQLErrors.length === 0 && status !== 413 && status !== 429
  return isUnanswered ? new UnansweredError(message) : new RefusedError([], message)
}

export function asRefusedError(error: unknown): RefusedError {
  return error instanceof RefusedError ? error : new RefusedError([], errorMessage(error))
}

/** Whether the errors of a result say that the session has ended. */
export function isSignedOut(errors: readonly Pick<GraphQLFormattedError, 'extensions'>[]): boolean {
  return errors.some(({ extensions }) => extensions?.code === SIGNED_OUT)
}

/** Whether what was asked for cannot be: on a list, because the address names something that is not there. */
export function isBadInput({ graphQLErrors }: CombinedError): boolean {
  return graphQLErrors.some(({ extensions, path }) => extensions?.code === BAD_INPUT && path !== undefined)
}

/** Whether a result says that the person may not do it: what is shown may come from before a right was taken away. */
export function isForbidden({ data, error }: { data?: unknown; error?: CombinedError | undefined }): boolean {
  if (error?.graphQLErrors.some(({ extensions }) => extensions?.code === FORBIDDEN)) return true
  return Object.values(data ?? {}).some(
    (payload) => Array.isArray(payload?.errors) && payload.errors.some(isNotPermitted),
  )
}

const isNotPermitted = ({ code }: { code?: unknown }) => code === NOT_PERMITTED

/** Why a request failed and what to do, in a sentence. */
export function requestErrorMessage(error: CombinedError): string {
  if (isSignedOut(error.graphQLErrors)) return strings.session.ended
  const [first] = error.graphQLErrors
  if (!first) return unansweredMessage(error.response?.status)
  const { code, errorId } = first.extensions
  // What a resolver says of an argument names a field; what does not is about the type of a variable.
  const isOutdated = UNKNOWN_OPERATION.includes(String(code)) || (code === BAD_INPUT && !first.path)
  if (isOutdated) return strings.outdated
  return typeof errorId === 'string' ? `${first.message} (${errorId})` : first.message
}

/** Only what is meant for the person is shown: a browser's own errors are about the code. */
export function errorMessage(error: unknown): string {
  if (error instanceof ShownError) return error.message
  reportError(error)
  return strings.unexpected
}

/** Why there is no response of the API: none at all, or one of something that stands before it, such as a proxy. */
function unansweredMessage(status: number | undefined): string {
  if (status === 413) return strings.tooLarge
  if (status === 429) return strings.tooMany
  return status !== undefined && status >= 500 ? strings.unavailable : strings.unreachable
}
