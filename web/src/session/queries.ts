import { ErrorFields } from '../api/error-fields'
import { graphql } from '../api/graphql'

export const ViewerQuery = graphql(`
  query Viewer {
    viewer {
      user { id name email }
      member { id role }
      organization { id name }
      organizations { id name }
      assignableRoles
      canInvite
      canReadActivity
      canChangeSettings
      isOperator
      operator { mayAct seesAddresses }
      waitingInvitations { 
        invitationId organizationName invitedBy roleLabel roleDescription groupNames isBlocked
      }
    }
  }
`)

export const SignIn = graphql(
  `mutation SignIn($input: SignInInput!) { signIn(input: $input) { viewer { user { id } } errors { ...ErrorFields } } }`,
  [ErrorFields],
)
