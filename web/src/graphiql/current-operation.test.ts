import { type ExecutionResult, getOperationAST, parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { withCurrentOperation } from './current-operation'

const EMPTY: ExecutionResult = {}

function sent(query: string, operationName: string | undefined, documentAST = parse('{ old }')) {
  let found: { name: unknown; kind: string | undefined } | undefined
  withCurrentOperation((params, options) => {
    const document = options?.documentAST
    found = {
      name: params.operationName,
      kind: document && getOperationAST(document, params.operationName as string)?.operation,
    }
    return EMPTY
  })({ query, operationName }, { documentAST })
  return found
}

describe('a request of GraphiQL', () => {
  it('names the operation of its text, not of the text before', () => {
    expect(sent('subscription Changes { changed }', 'WhoAmI')).toEqual({
      name: 'Changes',
      kind: 'subscription',
    })
  })

  it('keeps the operation that was chosen among several', () => {
    const query = 'query A { a } subscription B { b }'
    expect(sent(query, 'B')).toEqual({ name: 'B', kind: 'subscription' })
  })

  it('names none where the operation has no name', () => {
    expect(sent('subscription { changed }', 'WhoAmI')).toEqual({
      name: undefined,
      kind: 'subscription',
    })
  })

  it('is left to the server where its text has a mistake', () => {
    expect(sent('query {', 'WhoAmI')?.name).toBe('WhoAmI')
  })
})
