import { graphql, type ResultOf } from '../api/graphql'
import { ErrorParts } from '../session/queries'

export const MemberParts = graphql(`
  fragment MemberParts on Member {
    id email name role groups { id name } joinedAt viewerCanUpdateRole viewerCanRemove isViewer
  }
`)

export const InvitationParts = graphql(`
  fragment InvitationParts on Invitation {
    id email role groups { id name } status invitedByName createdAt
    delivery { status nextAttemptAt attempts { number replyCode reply } }
    viewerCanRevoke viewerCanResend viewerCanUpdateRole
  }
`)

export const CountsQuery = graphql(`
  query Counts {
    currentUsers(first: 1) { totalCount edges { node { id } } }
    invitedUsers(first: 1) { totalCount edges { node { id } } }
    admins: currentUsers(first: 1, filter: { roles: [ADMIN] }) { totalCount }
  }
`)

export const CurrentUsersQuery = graphql(
  `query CurrentUsers($filter: MemberFilter, $first: Int, $after: String, $last: Int, $before: String) {
    currentUsers(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
      totalCount
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      edges { node { ...MemberParts } }
    }
  }`,
  [MemberParts],
)

export const InvitedUsersQuery = graphql(
  `query InvitedUsers($filter: InvitationFilter, $first: Int, $after: String, $last: Int, $before: String) {
    invitedUsers(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
      totalCount
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      edges { node { ...InvitationParts } }
    }
  }`,
  [InvitationParts],
)

export const RolesQuery = graphql(`
  query Roles { roles { role label description capabilities assignable } }
`)

export const GroupsQuery = graphql(`
  query Groups($search: String) { groups(search: $search, first: 50) { totalCount edges { node { id name } } } }
`)

export const UpdateRole = graphql(
  `mutation UpdateRole($input: UpdateRoleInput!) {
    updateRole(input: $input) {
      subject { __typename ... on Member { id role } ... on Invitation { id role } }
      errors { ...ErrorParts }
    }
  }`,
  [ErrorParts],
)

export const Revoke = graphql(
  `mutation Revoke($input: RevokeInput!) { revoke(input: $input) { invitations { id } errors { ...ErrorParts } } }`,
  [ErrorParts],
)

export const Resend = graphql(
  `mutation Resend($input: ResendInput!) { resend(input: $input) { invitations { id } errors { ...ErrorParts } } }`,
  [ErrorParts],
)

export type MemberRow = ResultOf<typeof MemberParts>
export type InvitationRow = ResultOf<typeof InvitationParts>
export type RoleInfo = ResultOf<typeof RolesQuery>['roles'][number]
