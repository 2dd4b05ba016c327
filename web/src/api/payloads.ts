import type { CombinedError } from 'urql'
import { type Refusal, RefusedError, requestError } from './errors'

interface Result<T> {
  data?: T
  error?: CombinedError
}

type PayloadOf<T> = Extract<T[keyof T], object>

/**
 * Returns the payload of a mutation's only field, with the refusals in it.
 * Throws RefusedError if the request failed.
 */
export async function readPayload<T extends object>(result: PromiseLike<Result<T>>): Promise<PayloadOf<T>> {
  const { data, error } = await result
  if (error) throw requestError(error)
  const payload = data && Object.values(data).find((each) => each !== null && typeof each === 'object')
  if (!payload) throw new RefusedError([])
  return payload
}

/** Returns the payload of a mutation that refused nothing. Throws RefusedError otherwise. */
export async function requireSuccess<T extends object>(
  result: PromiseLike<Result<T>>,
): Promise<PayloadOf<T>> {
  const payload = await readPayload(result)
  const { errors } = payload as { errors?: readonly Refusal[] }
  if (errors && errors.length > 0) throw new RefusedError(errors)
  return payload
}
