import { graphql } from '../api/graphql'

/** What other people and the workers do; the lists load again, so the kind of change is enough. */
export const CurrentUsersChanged = graphql(
  `subscription CurrentUsersChanged { currentUsersChanged { kind id } }`,
)
export const InvitedUsersChanged = graphql(
  `subscription InvitedUsersChanged { invitedUsersChanged { kind id } }`,
)
