import { graphql } from 'relay-runtime';

export const page = graphql`
  query InvitedUsersQuery {
    viewer {
      user {
        id
      }
    }
    ...InvitedUsers_list
  }
`;

export const list = graphql`
  fragment InvitedUsers_list on Query
  @argumentDefinitions(count: { type: "Int", defaultValue: 25 }, cursor: { type: "String" }, filter: { type: "InvitationFilter" })
  @refetchable(queryName: "InvitedUsersPaginationQuery") {
    invitedUsers(first: $count, after: $cursor, filter: $filter) @connection(key: "InvitedUsers_invitedUsers") {
      totalCount
      edges {
        node {
          ...InvitedUsers_row
        }
      }
    }
  }
`;

export const row = graphql`
  fragment InvitedUsers_row on Invitation @refetchable(queryName: "InvitedUsersRowQuery") {
    email
    role
    status
    groups {
      id
      name
    }
  }
`;

export const invite = graphql`
  mutation InvitedUsersInviteMutation($input: InviteInput!, $connections: [ID!]!) {
    invite(input: $input) {
      invitation @prependNode(connections: $connections, edgeTypeName: "InvitationEdge") {
        ...InvitedUsers_row
      }
      errors {
        code
        message
        path
        ... on AlreadyInvited {
          invitation {
            id
          }
        }
      }
    }
  }
`;

export const changes = graphql`
  subscription InvitedUsersSubscription {
    invitedUsersChanged {
      kind
      invitationId
      invitation {
        ...InvitedUsers_row
      }
    }
  }
`;
