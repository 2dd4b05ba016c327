import { ErrorFields } from '../api/error-fields'
import { graphql, type ResultOf } from '../api/graphql'

export const BulkParts = graphql(`
  fragment BulkParts on BulkInvite {
    id status filename createdAt ignoredColumns
    failureReason { __typename code message }
    requestedBy { id isViewer }
    totalRows processedRows validRows warningRows errorRows invitedRows skippedRows
    emailsSent emailsFailed emailsWaiting
    progress sequence rowsPerSecond secondsRemaining problemsCsvUrl
  }
`)

export const RowParts = graphql(`
  fragment RowParts on BulkInviteRow {
    id line email role groups status
    problems { code message path severity suggestion }
  }
`)

export const BulkInviteQuery = graphql(
  `query BulkInvite($id: ID!) { bulkInvite(id: $id) { ...BulkParts } }`,
  [BulkParts],
)

export const BulkProgress = graphql(
  `subscription BulkProgress($id: ID!) { bulkInviteProgress(id: $id) { ...BulkParts } }`,
  [BulkParts],
)

export const RecentQuery = graphql(
  `query RecentBulkInvites { bulkInvites(first: 5) { edges { node { ...BulkParts } } } }`,
  [BulkParts],
)

export const RowsQuery = graphql(
  `query BulkRows($id: ID!, $statuses: [BulkInviteRowStatus!], $first: Int, $after: String) {
    bulkInvite(id: $id) {
      id
      rows(statuses: $statuses, first: $first, after: $after) {
        totalCount
        pageInfo { hasNextPage endCursor }
        edges { node { ...RowParts } }
      }
    }
  }`,
  [RowParts],
)

export const TemplateQuery = graphql(`query Template { csvTemplate { filename content maxRows } }`)

export const Upload = graphql(
  `mutation UploadBulkInvite($input: BulkInviteInput!) {
    bulkInvite(input: $input) { bulkInvite { ...BulkParts } errors { ...ErrorFields } }
  }`,
  [BulkParts, ErrorFields],
)

export const Send = graphql(
  `mutation SendBulkInvite($input: SendBulkInviteInput!) {
    sendBulkInvite(input: $input) { bulkInvite { ...BulkParts } errors { ...ErrorFields } }
  }`,
  [BulkParts, ErrorFields],
)

export const Cancel = graphql(
  `mutation CancelBulkInvite($input: CancelBulkInviteInput!) {
    cancelBulkInvite(input: $input) { bulkInvite { ...BulkParts } errors { ...ErrorFields } }
  }`,
  [BulkParts, ErrorFields],
)

export const UpdateRow = graphql(
  `mutation UpdateBulkInviteRow($input: UpdateBulkInviteRowInput!) {
    updateBulkInviteRow(input: $input) {
      row { ...RowParts }
      bulkInvite { ...BulkParts }
      errors { ...ErrorFields }
    }
  }`,
  [RowParts, BulkParts, ErrorFields],
)

export const RemoveRow = graphql(
  `mutation RemoveBulkInviteRow($input: RemoveBulkInviteRowInput!) {
    removeBulkInviteRow(input: $input) { bulkInvite { ...BulkParts } errors { ...ErrorFields } }
  }`,
  [BulkParts, ErrorFields],
)

export type Bulk = ResultOf<typeof BulkParts>
export type BulkRow = ResultOf<typeof RowParts>
export type RowProblem = BulkRow['problems'][number]
