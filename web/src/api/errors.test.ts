import { CombinedError } from 'urql'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { strings } from '../strings'
import { asRefusedError, errorMessage, RefusedError, requestErrorMessage } from './errors'

const answered = (message: string, extensions: Record<string, unknown>, path?: string[]) =>
  new CombinedError({ graphQLErrors: [{ message, extensions, path }] })

const unanswered = (status?: number) =>
  new CombinedError({ networkError: new Error('No Content'), response: status && { status } })

describe('a request that failed', () => {
  it.each([
    ['RATE_LIMITED', 'Too many tries. Try again in 30 seconds.'],
    ['FORBIDDEN', 'Only an Admin may change the settings.'],
    ['UNAVAILABLE', 'The service is short of its database at the moment.'],
    ['A_CODE_OF_TOMORROW', 'A sentence of tomorrow.'],
  ])('shows the sentence of the server for %s, and no code', (code, sentence) => {
    expect(requestErrorMessage(answered(sentence, { code }))).toBe(sentence)
  })

  it('shows the id under which the log has an unexpected error', () => {
    const error = answered('Something went wrong.', { code: 'INTERNAL_SERVER_ERROR', errorId: '1f' })
    expect(requestErrorMessage(error)).toBe('Something went wrong. (1f)')
  })

  it('shows that the session has ended', () => {
    const error = answered('Sign in first.', { code: 'UNAUTHENTICATED' })
    expect(requestErrorMessage(error)).toBe(strings.session.ended)
  })

  it.each(['GRAPHQL_VALIDATION_FAILED', 'GRAPHQL_PARSE_FAILED', 'BAD_USER_INPUT'])(
    'asks for a newer page where the server does not know its operation: %s',
    (code) => {
      const error = answered("Cannot query field 'members' on type 'Query'.", { code })
      expect(requestErrorMessage(error)).toBe(strings.outdated)
    },
  )

  it('shows what a field says of its arguments', () => {
    const error = answered('A search can have at most 254 characters.', { code: 'BAD_USER_INPUT' }, ['x'])
    expect(requestErrorMessage(error)).toBe('A search can have at most 254 characters.')
  })

  it.each([
    [undefined, strings.unreachable],
    [200, strings.unreachable],
    [413, strings.tooLarge],
    [429, strings.tooMany],
    [502, strings.unavailable],
    [504, strings.unavailable],
  ])('tells what stands between by the status %s', (status, sentence) => {
    expect(requestErrorMessage(unanswered(status))).toBe(sentence)
  })
})

describe('an error', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('that is a refusal says why', () => {
    expect(errorMessage(new RefusedError([{ message: 'Enter a name.' }]))).toBe('Enter a name.')
  })

  it.each([new TypeError("undefined is not an object (evaluating 'a.b')"), 'oops', undefined])(
    'of the code shows nothing of itself, and is in the console of the browser: %s',
    (thrown) => {
      const logged = vi.fn()
      vi.stubGlobal('reportError', logged)
      expect(errorMessage(thrown)).toBe(strings.unexpected)
      expect(asRefusedError(thrown).message).toBe(strings.unexpected)
      expect(logged).toHaveBeenCalledWith(thrown)
    },
  )
})
