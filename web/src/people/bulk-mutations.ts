import { ErrorFields } from '../api/error-fields'
import { graphql } from '../api/graphql'

/** Acts on many, which are told apart from those on one by what they read. */
export const UpdateRoles = graphql(
  `mutation UpdateRoles($input: UpdateRoleInput!) {
    updateRole(input: $input) {
      subjects { __typename ... on Member { id } ... on Invitation { id } }
      resentCount
      errors { ...ErrorFields }
    }
  }`,
  [ErrorFields],
)

export const UpdateGroupsOfMany = graphql(
  `mutation UpdateGroupsOfMany($input: UpdateGroupsInput!) {
    updateGroups(input: $input) {
      subjects { __typename ... on Member { id } ... on Invitation { id } }
      errors { ...ErrorFields }
    }
  }`,
  [ErrorFields],
)

export const RemoveMembers = graphql(
  `mutation RemoveMembers($input: RemoveMemberInput!) {
    removeMember(input: $input) { removedCount resentCount errors { ...ErrorFields } }
  }`,
  [ErrorFields],
)

export const ResendMany = graphql(
  `mutation ResendMany($input: ResendInput!) {
    resend(input: $input) { invitations { id } errors { ...ErrorFields } }
  }`,
  [ErrorFields],
)

export const RevokeMany = graphql(
  `mutation RevokeMany($input: RevokeInput!) {
    revoke(input: $input) { invitations { id } errors { ...ErrorFields } }
  }`,
  [ErrorFields],
)
