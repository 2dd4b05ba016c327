import { graphql } from '../api/graphql'

/** Changes by other people and by the workers. Lists are loaded anew, so only the fact of a change is read. */
export const CurrentUsersChanged = graphql(
  `subscription CurrentUsersChanged { currentUsersChanged { kind memberId } }`,
)
export const InvitedUsersChanged = graphql(
  `subscription InvitedUsersChanged { invitedUsersChanged { kind invitationId } }`,
)
