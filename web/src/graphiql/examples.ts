/** The operations that GraphiQL opens with, one in each tab. */
export const EXAMPLES = [
  {
    query: `# You are signed in here if you are signed in to the console at /.
query WhoAmI {
  viewer {
    user { name email }
    member { role }
    organization { name }
    assignableRoles
  }
}
`,
  },
  {
    query: `# ./dev up prints the password of its first Admin.
mutation SignIn($email: String!, $password: String!) {
  signIn(input: { email: $email, password: $password }) {
    viewer { user { name } organization { name } }
    errors { code message path }
  }
}
`,
    variables: variables({ email: 'amara.okafor@acme.example', password: '' }),
  },
  {
    query: `mutation Invite($email: String!, $role: Role!) {
  invite(input: { email: $email, role: $role }) {
    invitation { id status delivery { status } }
    errors {
      code
      message
      path
      ... on AlreadyInvited { invitation { id } }
      ... on Suppressed { kind diagnostic at suppressionId }
    }
  }
}
`,
    variables: variables({ email: 'ada@example.com', role: 'ANALYST' }),
  },
  {
    query: `query InvitedUsers($filter: InvitationFilter) {
  invitedUsers(first: 10, filter: $filter) {
    totalCount
    pageInfo { hasNextPage endCursor }
    edges {
      node {
        id
        email
        role
        invitedByName
        createdAt
        delivery {
          status
          attempts { outcome replyCode reply }
          bounce { kind status diagnostic at }
        }
      }
    }
  }
}
`,
    variables: variables({ filter: { deliveries: ['FAILED', 'BOUNCED'] } }),
  },
  {
    query: `# Of a pending or expired invitation, whose old link stops working at once.
mutation CorrectTheAddress($id: ID!, $email: String!) {
  updateInvitationEmail(input: { invitationId: $id, email: $email }) {
    invitation { id email delivery { status } }
    errors { code message path }
  }
}
`,
    variables: variables({ id: '', email: 'ada@example.com' }),
  },
  {
    query: `# Addresses that are not invited, as emails to them came back for good or were reported as spam.
query Suppressions($search: String) {
  suppressions(search: $search, first: 10) {
    totalCount
    pageInfo { hasNextPage endCursor }
    edges { node { id email kind status diagnostic at } }
  }
}
`,
    variables: variables({ search: '' }),
  },
  {
    query: `mutation ReleaseSuppression($id: ID!) {
  releaseSuppression(input: { suppressionId: $id }) {
    suppression { email }
    errors { code message path }
  }
}
`,
    variables: variables({ id: '' }),
  },
  {
    query: `query CurrentUsers($filter: MemberFilter, $after: String) {
  currentUsers(first: 10, after: $after, filter: $filter) {
    totalCount
    pageInfo { hasNextPage endCursor }
    edges { node { id name email role groups { name } joinedAt } }
  }
}
`,
    variables: variables({ filter: { roles: ['ADMIN', 'GROUP_ADMIN'] } }),
  },
  {
    query: `query WhatCanEachRoleDo {
  roles { role label description capabilities assignable }
}
`,
  },
  {
    query: `# People as CSV text: follow the bulk invite in the next tab, then send it with sendBulkInvite.
mutation BulkInvite($csv: String!) {
  bulkInvite(input: { source: { csv: $csv } }) {
    bulkInvite { id status }
    errors { code message path }
  }
}
`,
    variables: variables({ csv: 'Email,Role,Groups\nada@example.com,Analyst,\nnot-an-email,Analyst,\n' }),
  },
  {
    query: `subscription BulkInviteProgress($id: ID!) {
  bulkInviteProgress(id: $id) {
    status
    progress
    validRows
    errorRows
    invitedRows
    emailsSent
    emailsWaiting
  }
}
`,
    variables: variables({ id: '' }),
  },
  {
    query: `# Run it, then invite somebody in another tab.
subscription InvitedUsersChanged {
  invitedUsersChanged {
    kind
    invitation { email status delivery { status } }
  }
}
`,
  },
]

function variables(values: object): string {
  return JSON.stringify(values, null, 2)
}
