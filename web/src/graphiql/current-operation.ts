import type { Fetcher } from '@graphiql/toolkit'
import { type DocumentNode, Kind, parse } from 'graphql'

/**
 * Makes requests name an operation that their text has.
 *
 * GraphiQL reads a text a moment after it has changed. Until then it names the operation of the text before, of another
 * tab perhaps, and takes a subscription for a query.
 */
export function withCurrentOperation(fetcher: Fetcher): Fetcher {
  return (params, options) => {
    const documentAST = parseIfValid(params.query)
    if (!documentAST) return fetcher(params, options)
    const operationName = chooseOperation(documentAST, params.operationName)
    return fetcher({ ...params, operationName }, { ...options, documentAST })
  }
}

function chooseOperation(document: DocumentNode, wanted: unknown): string | undefined {
  const names = document.definitions
    .filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
    .map((operation) => operation.name?.value)
  return names.find((name) => name === wanted) ?? names[0]
}

/** What has a mistake goes to the server as it is: it tells where. */
function parseIfValid(query: string): DocumentNode | undefined {
  try {
    return parse(query)
  } catch {
    return undefined
  }
}
