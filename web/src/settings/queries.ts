import { ErrorFields } from '../api/error-fields'
import { graphql, type ResultOf } from '../api/graphql'

export const SettingsQuery = graphql(`
  query Settings { viewer { organization { id name invitationTtlDays bulkInviteRowLimit } } }
`)

export const UpdateOrganization = graphql(
  `mutation UpdateOrganization($input: UpdateOrganizationInput!) {
    updateOrganization(input: $input) { organization { id name } errors { ...ErrorFields } }
  }`,
  [ErrorFields],
)

type Viewer = NonNullable<ResultOf<typeof SettingsQuery>['viewer']>
export type Settings = NonNullable<Viewer['organization']>
