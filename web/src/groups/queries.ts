import { ErrorFields } from '../api/error-fields'
import { graphql, type ResultOf } from '../api/graphql'

const GroupFields = graphql(`
  fragment GroupFields on Group { id name memberCount pendingInvitationCount }
`)

export const GroupListQuery = graphql(
  `query GroupList($search: String, $first: Int, $after: String, $last: Int, $before: String) {
    groups(search: $search, first: $first, after: $after, last: $last, before: $before) {
      totalCount totalCountIsExact
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      edges { node { ...GroupFields } }
    }
  }`,
  [GroupFields],
)

/** Who of a group manages its people, and the groups they have. */
export const GroupAdminsQuery = graphql(`
  query GroupAdminsOf($groupId: ID!) {
    currentUsers(filter: { groupIds: [$groupId], roles: [GROUP_ADMIN] }, first: 100) {
      edges { node { id name groups { id } } }
    }
  }
`)

export const RenameGroup = graphql(
  `mutation RenameGroup($input: UpdateGroupInput!) {
    updateGroup(input: $input) { group { id name } errors { ...ErrorFields } }
  }`,
  [ErrorFields],
)

export const DeleteGroup = graphql(
  `mutation DeleteGroup($input: DeleteGroupInput!) {
    deleteGroup(input: $input) { errors { ...ErrorFields } }
  }`,
  [ErrorFields],
)

export type GroupRow = ResultOf<typeof GroupFields>
