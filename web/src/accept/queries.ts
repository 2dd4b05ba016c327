import { ErrorFields } from '../api/error-fields'
import { graphql, type ResultOf } from '../api/graphql'

export const PreviewQuery = graphql(`
  query Preview($token: String!) {
    invitationPreview(token: $token) {
      invitationId email organizationName invitedBy invitedByEmail roleLabel roleDescription groupNames
      status isBlocked accountExists expiresAt
    }
  }
`)

export const Accept = graphql(
  `mutation Accept($input: AcceptInput!) {
    accept(input: $input) { viewer { user { id } organization { id name } } errors { ...ErrorFields } }
  }`,
  [ErrorFields],
)

export const Decline = graphql(
  `mutation Decline($input: DeclineInput!) { decline(input: $input) { errors { ...ErrorFields } } }`,
  [ErrorFields],
)

export type InvitationPreview = NonNullable<ResultOf<typeof PreviewQuery>['invitationPreview']>
