import { ErrorFields } from '../api/error-fields'
import { graphql, type ResultOf } from '../api/graphql'

export const MemberFields = graphql(`
  fragment MemberFields on Member {
    id email name role groups { id name } joinedAt lastActiveAt pendingInvitationCount
    viewerCanUpdateRole viewerCanUpdateGroups viewerCanRemove isViewer
  }
`)

export const InvitationFields = graphql(`
  fragment InvitationFields on Invitation {
    id email role groups { id name } status invitedByName createdAt
    expiresAt lastSentAt acceptedAt declinedAt revokedAt linkBlocked isSuperseded
    delivery {
      status nextAttemptAt attempts { number replyCode reply } bounce { kind status diagnostic at }
    }
    viewerCanRevoke viewerCanResend viewerCanInviteAgain viewerCanUpdateRole viewerCanUpdateGroups
  }
`)

export const CountsQuery = graphql(`
  query Counts($canInvite: Boolean!) {
    currentUsers(first: 1) { totalCount }
    invitedUsers(first: 1) { totalCount }
    suppressions(first: 1) @include(if: $canInvite) { totalCount }
  }
`)

export const CurrentUsersQuery = graphql(
  `query CurrentUsers(
    $filter: MemberFilter, $orderBy: MemberOrder, $first: Int, $after: String, $last: Int, $before: String
  ) {
    currentUsers(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
      totalCount totalCountIsExact
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      edges { node { ...MemberFields } }
    }
  }`,
  [MemberFields],
)

export const InvitedUsersQuery = graphql(
  `query InvitedUsers(
    $filter: InvitationFilter, $orderBy: InvitationOrder, $first: Int, $after: String, $last: Int, $before: String
  ) {
    invitedUsers(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
      totalCount totalCountIsExact
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      edges { node { ...InvitationFields } }
    }
  }`,
  [InvitationFields],
)

/** To look again for selected people who are on other pages. */
export const MembersQuery = graphql(
  `query Members($ids: [ID!]!) { nodes(ids: $ids) { __typename ... on Member { ...MemberFields } } }`,
  [MemberFields],
)

export const InvitationsQuery = graphql(
  `query Invitations($ids: [ID!]!) { nodes(ids: $ids) { __typename ... on Invitation { ...InvitationFields } } }`,
  [InvitationFields],
)

export const UpdateRole = graphql(
  `mutation UpdateRole($input: UpdateRoleInput!) {
    updateRole(input: $input) {
      subject { __typename ... on Member { id role } ... on Invitation { id role } }
      resentCount
      errors { ...ErrorFields }
    }
  }`,
  [ErrorFields],
)

export type MemberRow = ResultOf<typeof MemberFields>
export type InvitationRow = ResultOf<typeof InvitationFields>
