import { graphql, type ResultOf } from '../api/graphql'

const EntryFields = graphql(`
  fragment EntryFields on AuditEntry {
    id at action actorName actorId subjectName subjectEmail text changes { field from to }
  }
`)

export const AuditEntriesQuery = graphql(
  `query AuditEntries($filter: AuditFilter, $first: Int, $after: String, $last: Int, $before: String) {
    auditEntries(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
      totalCount totalCountIsExact
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      edges { node { ...EntryFields } }
    }
  }`,
  [EntryFields],
)

export const NewestEntryQuery = graphql(`
  query NewestEntry($filter: AuditFilter) { auditEntries(filter: $filter, first: 1) { edges { node { id } } } }
`)

export const ActorQuery = graphql(`
  query Actor($id: ID!) {
    node(id: $id) { __typename ... on Member { id name } }
    auditEntries(filter: { actorIds: [$id] }, first: 1) { edges { node { id actorName } } }
  }
`)

export const PeopleQuery = graphql(`
  query PeopleWhoAct($search: String) {
    currentUsers(filter: { search: $search }, first: 25) { edges { node { id name email } } }
  }
`)

export type Entry = ResultOf<typeof EntryFields>
