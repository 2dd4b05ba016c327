import { graphql } from '../../api/graphql'
import { BulkInviteFields } from '../queries'

export const UploadsQuery = graphql(
  `query Uploads($first: Int!, $after: String, $filter: BulkInviteFilter!) {
    bulkInvites(first: $first, after: $after, filter: $filter) {
      pageInfo { hasNextPage endCursor }
      edges { node { ...BulkInviteFields } }
    }
  }`,
  [BulkInviteFields],
)
