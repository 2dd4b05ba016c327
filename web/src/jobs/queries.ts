import { graphql, type ResultOf } from '../api/graphql'

/** What an operator sees has changed. The shown part is loaded anew, so only the fact of a change is read. */
export const OperationsChanged = graphql(`subscription OperationsChanged { operationsChanged { at } }`)

const PauseFields = graphql(`
  fragment PauseFields on QueuePause { recipientDomain reason pausedAt pausedBy probesAt }
`)

const QueueFields = graphql(
  `fragment QueueFields on Queue {
    name waitingCount oldestWaitingAt runningCount deferredCount failedCount unknownCount bouncedCount
    sentLastHourCount
    throughput { from sentCount deferredCount failedCount }
    pauses { ...PauseFields }
    limits { concurrency configuredConcurrency emailsPerMinute setBy setAt }
  }`,
  [PauseFields],
)

export const OverviewQuery = graphql(
  `query JobsOverview {
    operations {
      at
      queues { ...QueueFields }
      workers { name queue host version startedAt seenAt isAlive runningCount running { name subjectId startedAt } }
      schedules { name queue intervalSeconds worker lastRunAt lastDurationMs nextRunAt lastError lastErrorAt isLate }
    }
  }`,
  [QueueFields],
)

export const PausesQuery = graphql(
  `query JobsPauses { operations { queues { name pauses { ...PauseFields } } } }`,
  [PauseFields],
)

const FailureGroupFields = graphql(`
  fragment FailureGroupFields on FailureGroup {
    id replyCode reply recipientDomain deliveryCount deferredCount failedCount unknownCount bouncedCount
    firstAt lastAt
  }
`)

export const FailuresQuery = graphql(
  `query JobsFailures($filter: FailureGroupFilter, $first: Int) {
    operations { failureGroups(filter: $filter, first: $first) { ...FailureGroupFields } }
  }`,
  [FailureGroupFields],
)

export const FailureGroupQuery = graphql(
  `query JobsFailureGroup($ids: [ID!]!) {
    nodes(ids: $ids) { __typename ... on FailureGroup { ...FailureGroupFields } }
  }`,
  [FailureGroupFields],
)

const EmailRowFields = graphql(`
  fragment EmailRowFields on Delivery {
    id kind status recipient organizationName createdAt nextAttemptAt attemptCount isPaused
    attempts { number startedAt finishedAt outcome replyCode reply worker }
  }
`)

const DeliveryFields = graphql(
  `fragment DeliveryFields on Delivery {
    ...EmailRowFields
    recipientDomain messageId generation sentAt discardReason invitationId bulkInviteId
    failureGroup { ...FailureGroupFields }
  }`,
  [EmailRowFields, FailureGroupFields],
)

export const EmailsQuery = graphql(
  `query JobsEmails($filter: DeliveryFilter, $first: Int, $after: String, $last: Int, $before: String) {
    operations {
      deliveries(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
        totalCount totalCountIsExact
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        edges { node { ...EmailRowFields } }
      }
    }
  }`,
  [EmailRowFields],
)

export const EmailQuery = graphql(
  `query JobsEmail($ids: [ID!]!) { nodes(ids: $ids) { __typename ... on Delivery { ...DeliveryFields } } }`,
  [DeliveryFields],
)

export const MatchingQuery = graphql(`
  query JobsMatching($filter: DeliveryFilter) {
    operations { deliveries(filter: $filter, first: 1) { totalCount totalCountIsExact } }
  }
`)

const UploadFields = graphql(`
  fragment UploadFields on BulkInviteJob {
    id organizationId organizationName filename status rowCount processedRowCount attemptCount worker failure createdAt startedAt
    finishedAt
  }
`)

export const UploadsQuery = graphql(
  `query JobsUploads($filter: BulkInviteJobFilter, $first: Int, $after: String, $last: Int, $before: String) {
    operations {
      bulkInvites(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
        totalCount totalCountIsExact
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        edges { node { ...UploadFields } }
      }
    }
  }`,
  [UploadFields],
)

export const ActFields = graphql(`
  fragment ActFields on OperatorAct {
    id kind actorName at finishedAt status summary reason expectedCount changedCount stopReason
    skipped { reason count }
  }
`)

/** Costs much in a list, so that it is asked for one act at a time. */
const CanaryFields = graphql(`
  fragment CanaryFields on OperatorAct {
    canaries { deliveryId outcome reply isSameAgain failureGroup { replyCode reply recipientDomain } }
  }
`)

export const ActsQuery = graphql(
  `query JobsActs($first: Int, $after: String, $last: Int, $before: String) {
    operations {
      acts(first: $first, after: $after, last: $last, before: $before) {
        totalCount totalCountIsExact
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        edges { node { ...ActFields } }
      }
    }
  }`,
  [ActFields],
)

export const RecentActsQuery = graphql(
  `query JobsRecentActs { operations { acts(first: 20) { edges { node { ...ActFields } } } } }`,
  [ActFields],
)

export const ActQuery = graphql(
  `query JobsAct($ids: [ID!]!) {
    nodes(ids: $ids) { __typename ... on OperatorAct { ...ActFields ...CanaryFields } }
  }`,
  [ActFields, CanaryFields],
)

export type Queue = ResultOf<typeof QueueFields>
export type ThroughputPoint = Queue['throughput'][number]
export type QueuePause = ResultOf<typeof PauseFields>
type Overview = NonNullable<ResultOf<typeof OverviewQuery>['operations']>
export type Worker = Overview['workers'][number]
export type Schedule = Overview['schedules'][number]
export type FailureGroup = ResultOf<typeof FailureGroupFields>
export type EmailOfList = ResultOf<typeof EmailRowFields>
export type Delivery = ResultOf<typeof DeliveryFields>
export type Upload = ResultOf<typeof UploadFields>
export type Act = ResultOf<typeof ActFields>
export type Canary = ResultOf<typeof CanaryFields>['canaries'][number]
