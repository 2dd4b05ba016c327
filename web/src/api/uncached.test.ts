import { Client, cacheExchange, type Exchange, type Operation } from 'urql'
import { describe, expect, it } from 'vitest'
import { filter, map, subscribe } from 'wonka'
import { pastCache, UNCACHED } from './uncached'

const CACHED_QUERY = 'query Cached { thing { id } }'
const UNCACHED_QUERY = 'query Uncached { thing { id } }'
const CHANGE = 'mutation Change { thing { id } }'

/** A client of a server that says the same each time, and the kinds of what it was asked, of queries whether they are cached. */
function clientOf() {
  const asked: string[] = []
  const server: Exchange = () => (operations) =>
    map((operation: Operation) => {
      const isUncached = Object.entries(UNCACHED).every(([name, value]) => operation.context[name] === value)
      asked.push(isUncached ? 'uncached' : operation.kind)
      return { operation, data: { thing: { __typename: 'Thing', id: '1' } }, stale: false, hasNext: false }
    })(filter(({ kind }: Operation) => kind !== 'teardown')(operations))
  const client = new Client({
    url: 'http://server.example',
    preferGetMethod: false,
    exchanges: [pastCache(cacheExchange), server],
  })
  return { client, asked }
}

const settled = () => new Promise((resolve) => setTimeout(resolve))

describe('a query that is not cached', () => {
  it('is not asked for again once something changes, unlike others', async () => {
    const { client, asked } = clientOf()
    const results: unknown[] = []
    const collect = subscribe(({ data }: { data?: unknown }) => results.push(data))
    const ends = [
      collect(client.query(CACHED_QUERY, {}, { requestPolicy: 'network-only' })),
      collect(client.query(UNCACHED_QUERY, {}, UNCACHED)),
    ]
    await settled()
    expect(asked).toEqual(['query', 'uncached'])
    await client.mutation(CHANGE, {}).toPromise()
    await settled()
    expect(asked).toEqual(['query', 'uncached', 'mutation', 'query'])
    expect(results).toHaveLength(3)
    for (const { unsubscribe } of ends) unsubscribe()
  })
})
