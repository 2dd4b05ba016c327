"""The operations that a typical client sends."""

ERRORS = """
errors {
  __typename code message path
  ... on AlreadyInvited { invitation { id email } }
  ... on InvitationNotPending { status }
  ... on InvitationDeclined { declinedAt }
  ... on RateLimited { retryAfterSeconds }
}
"""
INVITATION = """
id email role status groups { id name } invitedByName invitedBy { email } createdAt expiresAt acceptedAt revokedAt
declinedAt viewerCanRevoke viewerCanResend viewerCanUpdateRole
delivery { status sentAt nextAttemptAt attempts { number outcome replyCode reply } }
"""
MEMBER = "id email name role groups { id name } joinedAt viewerCanUpdateRole viewerCanRemove isViewer"
VIEWER = f"""
viewer {{
  user {{ id name email wantsBounceDigests }} member {{ {MEMBER} }} organization {{ id name slug invitationTtlDays }}
  organizations {{ id name }} assignableRoles canInvite isOperator
  waitingInvitations {{ invitationId email organizationName role status accountExists }}
}}
"""
PAGE_INFO = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"

SIGN_IN = f"mutation ($input: SignInInput!) {{ signIn(input: $input) {{ sessionToken {VIEWER} {ERRORS} }} }}"
SIGN_OUT = f"mutation {{ signOut {{ {ERRORS} }} }}"
INVITE = f"mutation ($input: InviteInput!) {{ invite(input: $input) {{ invitation {{ {INVITATION} }} {ERRORS} }} }}"
RESEND = f"mutation ($input: ResendInput!) {{ resend(input: $input) {{ invitations {{ {INVITATION} }} {ERRORS} }} }}"
CREATE_INVITATION_LINK = f"""
mutation ($input: CreateInvitationLinkInput!) {{ createInvitationLink(input: $input) {{ url {ERRORS} }} }}
"""
UPDATE_INVITATION_EMAIL = f"""
mutation ($input: UpdateInvitationEmailInput!) {{
  updateInvitationEmail(input: $input) {{ invitation {{ {INVITATION} }} {ERRORS} }}
}}
"""
REVOKE = f"mutation ($input: RevokeInput!) {{ revoke(input: $input) {{ invitations {{ {INVITATION} }} {ERRORS} }} }}"
ACCEPT = f"mutation ($input: AcceptInput!) {{ accept(input: $input) {{ sessionToken {VIEWER} {ERRORS} }} }}"
DECLINE = f"mutation ($input: DeclineInput!) {{ decline(input: $input) {{ {ERRORS} }} }}"
UPDATE_ROLE = f"""
mutation ($input: UpdateRoleInput!) {{
  updateRole(input: $input) {{
    subject {{ __typename ... on Member {{ id role }} ... on Invitation {{ id role }} }}
    {ERRORS}
  }}
}}
"""
UPDATE_ROLES = f"""
mutation ($input: UpdateRoleInput!) {{
  updateRole(input: $input) {{
    subject {{ __typename }}
    subjects {{ __typename ... on Member {{ id role }} ... on Invitation {{ id role }} }}
    resentCount
    {ERRORS}
  }}
}}
"""
UPDATE_GROUPS_OF_MANY = f"""
mutation ($input: UpdateGroupsInput!) {{
  updateGroups(input: $input) {{
    subject {{ __typename }}
    subjects {{
      ... on Member {{ id groups {{ id name }} }}
      ... on Invitation {{ id groups {{ id name }} }}
    }}
    {ERRORS}
  }}
}}
"""
REMOVE_MEMBERS = f"""
mutation ($input: RemoveMemberInput!) {{ removeMember(input: $input) {{ removedCount resentCount {ERRORS} }} }}
"""
ME = f"{{ {VIEWER} }}"
PREVIEW = """
query ($token: String!) {
  invitationPreview(token: $token) {
    invitationId email organizationName invitedBy invitedByEmail role roleLabel roleDescription groupNames status
    isBlocked accountExists expiresAt
  }
}
"""
CURRENT_USERS = f"""
query ($filter: MemberFilter, $orderBy: MemberOrder, $first: Int, $after: String, $last: Int, $before: String) {{
  currentUsers(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {{
    edges {{ cursor node {{ {MEMBER} }} }} {PAGE_INFO} totalCount
  }}
}}
"""
INVITED_USERS = f"""
query (
  $filter: InvitationFilter, $orderBy: InvitationOrder, $first: Int, $after: String, $last: Int, $before: String
) {{
  invitedUsers(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {{
    edges {{ cursor node {{ {INVITATION} }} }} {PAGE_INFO} totalCount
  }}
}}
"""
GROUPS = f"""
query ($search: String, $first: Int, $after: String, $last: Int, $before: String) {{
  groups(search: $search, first: $first, after: $after, last: $last, before: $before) {{
    edges {{ cursor node {{ id name memberCount }} }} {PAGE_INFO} totalCount
  }}
}}
"""
UPDATE_GROUPS = f"""
mutation ($input: UpdateGroupsInput!) {{
  updateGroups(input: $input) {{
    subject {{
      __typename
      ... on Member {{ id groups {{ id }} }}
      ... on Invitation {{ id groups {{ id }} }}
    }}
    {ERRORS}
  }}
}}
"""
REMOVE_MEMBER = f"mutation ($input: RemoveMemberInput!) {{ removeMember(input: $input) {{ {ERRORS} }} }}"
CREATE_GROUP = f"""
mutation ($input: CreateGroupInput!) {{
  createGroup(input: $input) {{ group {{ id name memberCount }} {ERRORS} }}
}}
"""
UPDATE_GROUP = f"""
mutation ($input: UpdateGroupInput!) {{ updateGroup(input: $input) {{ group {{ id name }} {ERRORS} }} }}
"""
DELETE_GROUP = f"""
mutation ($input: DeleteGroupInput!) {{
  deleteGroup(input: $input) {{
    deletedGroupId movedToGroup {{ id name memberCount pendingInvitationCount }} {ERRORS}
  }}
}}
"""
UPDATE_ORGANIZATION = f"""
mutation ($input: UpdateOrganizationInput!) {{
  updateOrganization(input: $input) {{ organization {{ id name invitationTtlDays }} {ERRORS} }}
}}
"""
SWITCH_ORGANIZATION = f"""
mutation ($input: SwitchOrganizationInput!) {{
  switchOrganization(input: $input) {{ sessionToken {VIEWER} {ERRORS} }}
}}
"""
REQUEST_PASSWORD_RESET = f"""
mutation ($input: RequestPasswordResetInput!) {{ requestPasswordReset(input: $input) {{ {ERRORS} }} }}
"""
RESET_PASSWORD = f"mutation ($input: ResetPasswordInput!) {{ resetPassword(input: $input) {{ {ERRORS} }} }}"
UPDATE_PROFILE = f"""
mutation ($input: UpdateProfileInput!) {{ updateProfile(input: $input) {{ {VIEWER} {ERRORS} }} }}
"""
CHANGE_PASSWORD = f"""
mutation ($input: ChangePasswordInput!) {{ changePassword(input: $input) {{ viewer {{ user {{ id }} }} {ERRORS} }} }}
"""
SESSIONS = "{ viewer { sessions { id network userAgent createdAt lastUsedAt isCurrent } } }"
END_SESSION = f"""
mutation ($input: EndSessionInput!) {{
  endSession(input: $input) {{ viewer {{ sessions {{ id isCurrent }} }} {ERRORS} }}
}}
"""
