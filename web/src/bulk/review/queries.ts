import { ErrorFields } from '../../api/error-fields'
import { graphql, type ResultOf } from '../../api/graphql'
import { BulkInviteFields } from '../queries'

const ReviewRowFields = graphql(`
  fragment ReviewRowFields on BulkInviteRow {
    id line email role groups status
    problems { code message path severity suggestion value }
  }
`)

export const ReviewRowsQuery = graphql(
  `query ReviewRows(
    $id: ID!, $statuses: [BulkInviteRowStatus!],
    $code: UserErrorCode, $severity: Severity, $column: ColumnMeaning, $value: String,
    $first: Int, $after: String, $last: Int, $before: String, $skip: Int, $isCounted: Boolean!
  ) {
    bulkInvite(id: $id) {
      id
      rows(
        statuses: $statuses, order: SEVERITY,
        problemCode: $code, problemSeverity: $severity, problemColumn: $column, problemValue: $value,
        first: $first, after: $after, last: $last, before: $before, skip: $skip
      ) {
        totalCount @include(if: $isCounted)
        totalCountIsExact @include(if: $isCounted)
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        edges { node { ...ReviewRowFields } }
      }
    }
  }`,
  [ReviewRowFields],
)

export const ProblemGroupsQuery = graphql(`
  query ProblemGroups($id: ID!) {
    bulkInvite(id: $id) {
      id defaultRole defaultGroups { id name }
      problemGroups { code severity column value valueCount suggestion rowCount }
    }
  }
`)

export const UpdateRow = graphql(
  `mutation UpdateBulkInviteRow($input: UpdateBulkInviteRowInput!) {
    updateBulkInviteRow(input: $input) {
      row { ...ReviewRowFields }
      bulkInvite { ...BulkInviteFields }
      errors { ...ErrorFields }
    }
  }`,
  [ReviewRowFields, BulkInviteFields, ErrorFields],
)

export const UpdateRows = graphql(
  `mutation UpdateBulkInviteRows($input: UpdateBulkInviteRowsInput!) {
    updateBulkInviteRows(input: $input) {
      changedCount bulkInvite { ...BulkInviteFields } errors { ...ErrorFields }
    }
  }`,
  [BulkInviteFields, ErrorFields],
)

export const RemoveRows = graphql(
  `mutation RemoveBulkInviteRows($input: RemoveBulkInviteRowsInput!) {
    removeBulkInviteRows(input: $input) {
      changedCount bulkInvite { ...BulkInviteFields } errors { ...ErrorFields }
    }
  }`,
  [BulkInviteFields, ErrorFields],
)

export const ReplaceValues = graphql(
  `mutation ReplaceBulkInviteValues($input: ReplaceBulkInviteValuesInput!) {
    replaceBulkInviteValues(input: $input) {
      changedCount bulkInvite { ...BulkInviteFields } errors { ...ErrorFields }
    }
  }`,
  [BulkInviteFields, ErrorFields],
)

export const ApplySuggestions = graphql(
  `mutation ApplyBulkInviteSuggestions($input: ApplyBulkInviteSuggestionsInput!) {
    applyBulkInviteSuggestions(input: $input) {
      changedCount bulkInvite { ...BulkInviteFields } errors { ...ErrorFields }
    }
  }`,
  [BulkInviteFields, ErrorFields],
)

export type ReviewRow = ResultOf<typeof ReviewRowFields>
export type RowProblem = ReviewRow['problems'][number]
export type ReviewedList = NonNullable<ResultOf<typeof ProblemGroupsQuery>['bulkInvite']>
export type ProblemGroup = ReviewedList['problemGroups'][number]
