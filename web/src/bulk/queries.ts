import { ErrorFields } from '../api/error-fields'
import { graphql, type ResultOf } from '../api/graphql'

export const BulkInviteFields = graphql(`
  fragment BulkInviteFields on BulkInvite {
    id status filename createdAt ignoredColumns encoding
    failureReason { __typename code message }
    requestedBy { id name isViewer }
    totalRows processedRows validRows warningRows errorRows sendableRows invitedRows skippedRows revokedRows isRevoking
    emailsSent emailsFailed emailsBounced emailsWaiting emailsCanceled emailFailures { reason count }
    progress sequence rowsPerSecond secondsRemaining problemsCsvUrl viewerCanChange viewerCanMapColumns
  }
`)

export const BulkInviteQuery = graphql(
  `query BulkInvite($id: ID!) { bulkInvite(id: $id) { ...BulkInviteFields } }`,
  [BulkInviteFields],
)

export const BulkProgress = graphql(
  `subscription BulkProgress($id: ID!) { bulkInviteProgress(id: $id) { ...BulkInviteFields } }`,
  [BulkInviteFields],
)

export const ColumnsQuery = graphql(`
  query BulkInviteColumns($id: ID!) {
    bulkInvite(id: $id) {
      id sheet sheets
      columns { position header samples meaning }
      defaultRole defaultGroups { id name }
    }
  }
`)

export const MapColumns = graphql(
  `mutation MapBulkInviteColumns($input: MapBulkInviteColumnsInput!) {
    mapBulkInviteColumns(input: $input) { bulkInvite { ...BulkInviteFields } errors { ...ErrorFields } }
  }`,
  [BulkInviteFields, ErrorFields],
)

export const SkippedRowsQuery = graphql(`
  query SkippedRows($id: ID!, $first: Int!) {
    bulkInvite(id: $id) {
      id
      rows(statuses: [SKIPPED], first: $first) {
        totalCount totalCountIsExact
        edges { node { id line email problems { message } } }
      }
    }
  }
`)

export const TemplateQuery = graphql(
  `query Template { csvTemplate { filename content maxRows spreadsheetUrl } }`,
)

export const Upload = graphql(
  `mutation UploadBulkInvite($input: BulkInviteInput!) {
    bulkInvite(input: $input) { bulkInvite { ...BulkInviteFields } errors { ...ErrorFields } }
  }`,
  [BulkInviteFields, ErrorFields],
)

export const Send = graphql(
  `mutation SendBulkInvite($input: SendBulkInviteInput!) {
    sendBulkInvite(input: $input) { bulkInvite { ...BulkInviteFields } errors { ...ErrorFields } }
  }`,
  [BulkInviteFields, ErrorFields],
)

export const Cancel = graphql(
  `mutation CancelBulkInvite($input: CancelBulkInviteInput!) {
    cancelBulkInvite(input: $input) { bulkInvite { ...BulkInviteFields } errors { ...ErrorFields } }
  }`,
  [BulkInviteFields, ErrorFields],
)

export type UploadedFile = NonNullable<ResultOf<typeof ColumnsQuery>['bulkInvite']>
export type FileColumn = UploadedFile['columns'][number]
export type Template = ResultOf<typeof TemplateQuery>['csvTemplate']
export type BulkInvite = ResultOf<typeof BulkInviteFields>
