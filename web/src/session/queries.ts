import { graphql, type ResultOf } from '../api/graphql'

export const ErrorParts = graphql(`
  fragment ErrorParts on UserError { __typename code message path }
`)

export const ViewerQuery = graphql(`
  query Viewer {
    viewer {
      user { id name email }
      member { id role groups { id name } }
      organization { id name slug bulkInviteRowLimit }
      organizations { id name }
      assignableRoles
      canInvite
      waitingInvitations { id organizationName invitedBy role status }
    }
  }
`)

export const SignIn = graphql(
  `mutation SignIn($input: SignInInput!) { signIn(input: $input) { viewer { user { id } } errors { ...ErrorParts } } }`,
  [ErrorParts],
)

export const SignOut = graphql(`mutation SignOut { signOut { errors { ...ErrorParts } } }`, [ErrorParts])

export const Accept = graphql(
  `mutation Accept($input: AcceptInput!) {
    accept(input: $input) { viewer { user { id } organization { id name } } errors { ...ErrorParts } }
  }`,
  [ErrorParts],
)

export const Decline = graphql(
  `mutation Decline($input: DeclineInput!) { decline(input: $input) { errors { ...ErrorParts } } }`,
  [ErrorParts],
)

export type Viewer = NonNullable<ResultOf<typeof ViewerQuery>['viewer']>
export type Organization = NonNullable<Viewer['organization']>
export type OwnMember = NonNullable<Viewer['member']>
