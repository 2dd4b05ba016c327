import { useCallback } from 'react'
import { useQuery } from 'urql'
import { graphql, type ResultOf } from '../api/graphql'
import { InvitedUsersChanged } from '../shared/change-subscriptions'
import { useRefreshOnChange } from '../shared/use-refresh-on-change'
import type { BulkInvite } from './queries'

/** Counting many invitations takes the server a while. */
const INTERVAL_MS = 1_000
const CONTEXT = { additionalTypenames: ['Invitation'] }

const AnswersQuery = graphql(`
  query BulkInviteAnswers($id: ID!, $hasFailed: Boolean!) {
    bulkInvite(id: $id) { id pendingCount viewerCanRevokePending }
    answers: invitationCounts(filter: { bulkInviteId: $id }) {
      pending accepted declined expired revoked bounced
    }
    undelivered: invitationCounts(filter: { bulkInviteId: $id, deliveries: [FAILED] }) @include(if: $hasFailed) {
      pending
    }
  }
`)

export type Answers = ResultOf<typeof AnswersQuery>

/** Returns what the invited people of an upload have answered so far; undefined until it is known. */
export function useAnswers({ id, emailsFailed }: BulkInvite): Answers | undefined {
  const [{ data }, reload] = useQuery({
    query: AnswersQuery,
    variables: { id, hasFailed: emailsFailed > 0 },
    context: CONTEXT,
  })
  useRefreshOnChange(
    InvitedUsersChanged,
    useCallback(() => reload({ requestPolicy: 'network-only' }), [reload]),
    INTERVAL_MS,
  )
  return data
}
