import { ErrorFields } from '../api/error-fields'
import { graphql } from '../api/graphql'
import { ActFields } from './queries'

export const RetryDeliveries = graphql(
  `mutation RetryDeliveries($input: RetryDeliveriesInput!) {
    retryDeliveries(input: $input) { act { ...ActFields } errors { ...ErrorFields } }
  }`,
  [ActFields, ErrorFields],
)

export const DiscardDeliveries = graphql(
  `mutation DiscardDeliveries($input: DiscardDeliveriesInput!) {
    discardDeliveries(input: $input) { act { ...ActFields } errors { ...ErrorFields } }
  }`,
  [ActFields, ErrorFields],
)

export const SettleUnknown = graphql(
  `mutation SettleUnknown($input: SettleUnknownInput!) {
    settleUnknown(input: $input) { act { ...ActFields } errors { ...ErrorFields } }
  }`,
  [ActFields, ErrorFields],
)

export const StopOperatorAct = graphql(
  `mutation StopOperatorAct($input: StopOperatorActInput!) {
    stopOperatorAct(input: $input) { act { ...ActFields } errors { ...ErrorFields } }
  }`,
  [ActFields, ErrorFields],
)

export const PauseQueue = graphql(
  `mutation PauseQueue($input: PauseQueueInput!) {
    pauseQueue(input: $input) { act { ...ActFields } queue { name } errors { ...ErrorFields } }
  }`,
  [ActFields, ErrorFields],
)

export const ResumeQueue = graphql(
  `mutation ResumeQueue($input: ResumeQueueInput!) {
    resumeQueue(input: $input) { act { ...ActFields } queue { name } errors { ...ErrorFields } }
  }`,
  [ActFields, ErrorFields],
)

export const UpdateQueueLimits = graphql(
  `mutation UpdateQueueLimits($input: UpdateQueueLimitsInput!) {
    updateQueueLimits(input: $input) { act { ...ActFields } queue { name } errors { ...ErrorFields } }
  }`,
  [ActFields, ErrorFields],
)

export const StopBulkInvite = graphql(
  `mutation StopBulkInvite($input: StopBulkInviteInput!) {
    stopBulkInvite(input: $input) { act { ...ActFields } errors { ...ErrorFields } }
  }`,
  [ActFields, ErrorFields],
)

export const SendTestEmail = graphql(
  `mutation SendTestEmail($input: SendTestEmailInput!) {
    sendTestEmail(input: $input) {
      act { id } isAccepted conversation { from text atMs } errors { ...ErrorFields }
    }
  }`,
  [ErrorFields],
)
