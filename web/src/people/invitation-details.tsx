import { Skeleton, Stack } from '@mantine/core'
import { useCallback, useMemo } from 'react'
import { useQuery } from 'urql'
import { requestErrorMessage } from '../api/errors'
import { graphql } from '../api/graphql'
import { InvitedUsersChanged } from '../shared/change-subscriptions'
import { useRefreshOnChange } from '../shared/use-refresh-on-change'
import { strings } from '../strings'
import { DrawerWindow } from '../ui/drawer-window'
import { RetryNote } from '../ui/retry-note'
import { useLastValue } from '../ui/use-last-value'
import { DetailsActs } from './details-acts'
import { DetailsFacts } from './details-facts'
import { DetailsTimeline } from './details-timeline'
import { InvitationFields } from './queries'
import { WrongLink } from './wrong-link'

const InvitationDetailsQuery = graphql(
  `query InvitationDetails($ids: [ID!]!) {
    nodes(ids: $ids) {
      __typename
      ... on Invitation {
        ...InvitationFields
        bulkInvite { id filename }
        timeline { at kind actorName text }
      }
    }
  }`,
  [InvitationFields],
)
const CONTEXT = { additionalTypenames: ['Invitation'] }

interface Props {
  id: string
  isOpen: boolean
  onClose: () => void
}

/** Everything about one invitation: how it stands, what can be done, and what happened to it. It follows each change. */
export default function InvitationDetails({ id, isOpen, onClose }: Props) {
  const variables = useMemo(() => ({ ids: [id] }), [id])
  const [{ data, error }, reload] = useQuery({
    query: InvitationDetailsQuery,
    variables,
    context: CONTEXT,
    pause: !isOpen,
  })
  const refresh = useCallback(() => reload({ requestPolicy: 'network-only' }), [reload])
  useRefreshOnChange(InvitedUsersChanged, () => isOpen && refresh())
  // While it is asked for anew, and where that fails, what was known is shown.
  const known = useLastValue(data)
  const [found] = known?.nodes ?? []
  const invitation = found?.__typename === 'Invitation' ? found : undefined
  return (
    <DrawerWindow
      isOpen={isOpen}
      title={
        invitation
          ? strings.invitationDetails.title(invitation.email)
          : strings.invitationDetails.loadingTitle
      }
      onClose={onClose}
    >
      <Stack gap="lg">
        {error && (
          <RetryNote
            title={strings.invitationDetails.failed}
            text={requestErrorMessage(error)}
            onRetry={refresh}
          />
        )}
        {known && !invitation && (
          <WrongLink
            title={strings.invitationDetails.unknown}
            text={strings.invitationDetails.unknownText}
            action={strings.wrongLink.allInvitations}
            onAction={onClose}
          />
        )}
        {!known && !error && <Skeleton height={240} radius="sm" />}
        {invitation && (
          <>
            <DetailsFacts invitation={invitation} filename={invitation.bulkInvite?.filename ?? undefined} />
            <DetailsActs invitation={invitation} />
            <DetailsTimeline entries={invitation.timeline} />
          </>
        )}
      </Stack>
    </DrawerWindow>
  )
}
