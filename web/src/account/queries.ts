import { ErrorFields } from '../api/error-fields'
import { graphql, type ResultOf } from '../api/graphql'

export const SessionsQuery = graphql(`
  query Sessions { viewer { sessions { id network userAgent createdAt lastUsedAt isCurrent } } }
`)

export const EmailChoicesQuery = graphql(`
  query EmailChoices { viewer { user { id wantsBounceDigests } } }
`)

export const UpdateEmailChoices = graphql(
  `mutation UpdateEmailChoices($input: UpdateProfileInput!) {
    updateProfile(input: $input) { viewer { user { id wantsBounceDigests } } errors { ...ErrorFields } }
  }`,
  [ErrorFields],
)

export const UpdateProfile = graphql(
  `mutation UpdateProfile($input: UpdateProfileInput!) {
    updateProfile(input: $input) { viewer { user { id name } } errors { ...ErrorFields } }
  }`,
  [ErrorFields],
)

export const ChangePassword = graphql(
  `mutation ChangePassword($input: ChangePasswordInput!) { changePassword(input: $input) { errors { ...ErrorFields } } }`,
  [ErrorFields],
)

export const EndSession = graphql(
  `mutation EndSession($input: EndSessionInput!) { endSession(input: $input) { errors { ...ErrorFields } } }`,
  [ErrorFields],
)

/** Has the sessions read anew after a change to them. */
export const SESSIONS = { additionalTypenames: ['Session'] }

export type Session = NonNullable<ResultOf<typeof SessionsQuery>['viewer']>['sessions'][number]
