import { strings } from '../strings'
import { shownStatus } from './invitation-statuses'
import { isFiltered, type ListLocation } from './list-location'
import { EmptyList } from './list-placeholders'
import type { SetListLocation } from './use-list-location'

interface Props {
  location: ListLocation
  setLocation: SetListLocation
  onInvite: (() => void) | undefined
}

/** What stands in the place of invitations where there are none: what would be there, and what to do. */
export function EmptyInvitations({ location, setLocation, onInvite }: Props) {
  const status = shownStatus(location)
  if (isFiltered(location)) {
    return (
      <EmptyList
        title={strings.people.noMatch}
        hint={strings.invited.noMatchHint}
        action={{
          label: strings.people.clear,
          onClick: () => setLocation({ tab: 'invited', status: location.status }),
        }}
      />
    )
  }
  if (status !== 'PENDING') return <EmptyList {...strings.invited.empty[status]} />
  return (
    <EmptyList
      title={strings.people.noInvitations}
      hint={strings.people.noInvitationsHint}
      action={onInvite && { label: strings.people.invite, onClick: onInvite }}
    />
  )
}
