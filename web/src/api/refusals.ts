import type { CombinedError } from 'urql'
import { strings } from '../strings'

export interface Refusal {
  code: string
  message: string
  path?: readonly string[] | null
}

const SIGNED_OUT = 'UNAUTHENTICATED'

export function isSignedOut(error: CombinedError | undefined): boolean {
  return Boolean(error?.graphQLErrors.some((each) => each.extensions.code === SIGNED_OUT))
}

/** What happened and what to do, in a sentence. */
export function sentenceOf(error: CombinedError): string {
  if (isSignedOut(error)) return strings.session.ended
  const [first] = error.graphQLErrors
  if (!first) return strings.unreachable
  const { errorId } = first.extensions
  return typeof errorId === 'string' ? `${first.message} (${errorId})` : first.message
}

export class Refused extends Error {
  constructor(
    readonly refusals: readonly Refusal[],
    message = refusals[0]?.message ?? strings.somethingWrong,
  ) {
    super(message)
  }

  /** The sentence about a field of the input, where there is one. */
  about(field: string): string | undefined {
    return this.refusals.find((each) => each.path?.[0] === field)?.message
  }

  has(code: string): boolean {
    return this.refusals.some((each) => each.code === code)
  }
}

interface Answer<T> {
  data?: T
  error?: CombinedError
}

/** The payload of a mutation's only field, with what was refused in it. Throws Refused if there is none. */
export async function answered<T extends object>(answer: PromiseLike<Answer<T>>): Promise<PayloadOf<T>> {
  const { data, error } = await answer
  if (error) throw new Refused([], sentenceOf(error))
  const payload = data && Object.values(data).find((each) => each !== null && typeof each === 'object')
  if (!payload) throw new Refused([])
  return payload
}

/** The payload of a mutation that did all it was asked for. Throws Refused otherwise. */
export async function done<T extends object>(answer: PromiseLike<Answer<T>>): Promise<PayloadOf<T>> {
  const payload = await answered(answer)
  const { errors } = payload as { errors?: readonly Refusal[] }
  if (errors && errors.length > 0) throw new Refused(errors)
  return payload
}

type PayloadOf<T> = Extract<T[keyof T], object>

export function messageOf(problem: unknown): string {
  return problem instanceof Error ? problem.message : strings.somethingWrong
}

/** For `idempotencyKey`. Unlike crypto.randomUUID it also works over plain HTTP. */
export function freshKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}
