"""GraphQL documents that ask for every list of the schema, and in each for what hangs on its rows."""

INVITATIONS = """
query ($first: Int) {
  invitedUsers(first: $first) {
    edges {
      node {
        email groups { name memberCount } invitedBy { email groups { name } } bulkInvite { filename }
        delivery { status attempts { reply } } linkBlocked lastSentAt
        viewerCanRevoke viewerCanResend viewerCanUpdateRole viewerCanUpdateGroups
        viewerCanInviteAgain isSuperseded suppression { diagnostic }
      }
    }
    totalCount
  }
}
"""
MEMBERS = """
query ($first: Int) {
  currentUsers(first: $first) {
    edges {
      node {
        groups { name memberCount } viewerCanUpdateRole viewerCanUpdateGroups viewerCanRemove isViewer lastActiveAt
        pendingInvitationCount
      }
    }
  }
}
"""
LISTS = """
query ($first: Int) {
  bulkInvites(first: $first) {
    edges { node {
      status requestedBy { name groups { name } } defaultGroups { name } failureReason { code } problemsCsvUrl
      emailFailures { reason } pendingCount viewerCanRevokePending viewerCanChange isRevoking
      viewerCanMapColumns sendableRows columns { header samples meaning } sheets
    } } totalCount
  }
}
"""
SUPPRESSIONS = "query ($first: Int) { suppressions(first: $first) { edges { node { email diagnostic } } totalCount } }"
ROWS = """
query ($id: ID!, $first: Int) {
  bulkInvite(id: $id) {
    problemGroups { value }
    rows(first: $first) {
      edges { node { groups problems { code } invitation { email groups { name } delivery { status } } } } totalCount
    }
  }
}
"""
NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Member { name groups { name } } } }"
TIMELINES = "query ($first: Int) { invitedUsers(first: $first) { edges { node { timeline { kind } } } } }"
ACTIVITY = """
query ($first: Int) { auditEntries(first: $first) { edges { node { text changes { field to } } } totalCount } }
"""
OPERATIONS = """
query ($first: Int) {
  operations {
    workers { running { name subjectId } } schedules { name }
    queues { name pauses { reason } throughput { sentCount } limits { concurrency } }
    failureGroups(first: $first) { reply deliveryCount }
    bulkInvites(first: $first) { edges { node { organizationName failure } } }
    acts(first: $first) { edges { node { kind } } totalCount }
  }
}
"""
EMAILS_AND_ACTS = """
query ($first: Int) {
  operations {
    deliveries(first: $first) {
      edges {
        node {
          kind recipient organizationName messageId attemptCount failureGroup { reply } attempts { reply } bulkInviteId
        }
      }
      totalCount
    }
    acts(first: $first) {
      edges { node { summary skipped { reason } canaries { outcome failureGroup { reply } } } }
      totalCount
    }
  }
}
"""
OWN_DELIVERIES = """
query ($first: Int) {
  viewer { organization { deliveries(first: $first) { edges { node { recipient attempts { reply } } } totalCount } } }
}
"""
WAITING = "{ viewer { organizations { name } waitingInvitations { organizationName invitedBy role } } }"
