import type { Exchange, Operation } from 'urql'
import { filter, merge, share } from 'wonka'

const IS_UNCACHED = 'isUncached'

/** The context of a query whose results are kept by whoever asked, and are not asked for again when something changes. */
export const UNCACHED = { requestPolicy: 'network-only', [IS_UNCACHED]: true } as const

/** Has queries that are UNCACHED pass by the cache, which forgets nothing as long as nothing changes. */
export const pastCache =
  (cache: Exchange): Exchange =>
  (input) => {
    const cached = cache(input)
    return (operations) => {
      const shared = share(operations)
      return merge([
        cached(filter((each: Operation) => !isUncached(each))(shared)),
        input.forward(filter(isUncached)(shared)),
      ])
    }
  }

const isUncached = ({ context }: Operation) => Boolean(context[IS_UNCACHED])
