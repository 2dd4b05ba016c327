import { graphql, type ResultOf } from '../api/graphql'

const SuppressionFields = graphql(`
  fragment SuppressionFields on Suppression { id email kind status diagnostic at }
`)

export const SuppressionsQuery = graphql(
  `query Suppressions($search: String, $first: Int, $after: String, $last: Int, $before: String) {
    suppressions(search: $search, first: $first, after: $after, last: $last, before: $before) {
      totalCount totalCountIsExact
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      edges { node { ...SuppressionFields } }
    }
  }`,
  [SuppressionFields],
)

export type SuppressionRow = ResultOf<typeof SuppressionFields>
