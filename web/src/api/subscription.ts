import type { ExecutionResult } from 'graphql'
import type { SubscriptionRequest } from './event-stream'

/** A subscription that is under way, whatever carries it. */
export interface Subscription {
  request: SubscriptionRequest
  onResult: (result: ExecutionResult) => void
  /** Nothing more is going to come. */
  onComplete: () => void
}
