import { graphql } from 'relay-runtime';

export const members = graphql`
  fragment MembersAndGroups_members on Query
  @argumentDefinitions(count: { type: "Int" }, cursor: { type: "String" })
  @refetchable(queryName: "MembersAndGroupsMembersQuery") {
    currentUsers(last: $count, before: $cursor, orderBy: { field: NAME, direction: ASC })
      @connection(key: "MembersAndGroups_currentUsers") {
      edges {
        node {
          id
          name
        }
      }
    }
  }
`;

export const groups = graphql`
  fragment MembersAndGroups_groups on Query
  @argumentDefinitions(count: { type: "Int" }, cursor: { type: "String" })
  @refetchable(queryName: "MembersAndGroupsGroupsQuery") {
    groups(first: $count, after: $cursor) @connection(key: "MembersAndGroups_groups") {
      edges {
        node {
          id
          name
        }
      }
    }
  }
`;
