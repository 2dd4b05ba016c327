import type { Exchange, ExchangeIO, Operation, OperationResult } from 'urql'
import { empty, filter, merge, type Source, share } from 'wonka'

const IS_UNCACHED = 'isUncached'

/** The context of a query whose results the cache does not keep, so that no mutation has it executed again. */
export const UNCACHED = { requestPolicy: 'network-only', [IS_UNCACHED]: true } as const

/**
 * Has queries that are UNCACHED pass by the cache. The exchange behind it may be started only once: it gets all operations,
 * and its results are split again.
 */
export const pastCache =
  (cache: Exchange): Exchange =>
  (input) =>
  (operations) => {
    const all = share(operations)
    const uncached = filter(isUncached)(all)
    let uncachedResults: Source<OperationResult> = empty
    const behind: ExchangeIO = (missed) => {
      const results = share(input.forward(merge([missed, uncached])))
      uncachedResults = filter((each: OperationResult) => isUncached(each.operation))(results)
      return filter((each: OperationResult) => !isUncached(each.operation))(results)
    }
    const cached = cache({ ...input, forward: behind })(filter((each: Operation) => !isUncached(each))(all))
    return merge([cached, uncachedResults])
  }

const isUncached = ({ context }: Operation) => Boolean(context[IS_UNCACHED])
