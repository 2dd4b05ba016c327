import { Button } from '@mantine/core'
import { useState } from 'react'
import { useQuery } from 'urql'
import { requestErrorMessage } from '../api/errors'
import { graphql } from '../api/graphql'
import { removeDisabledReason } from '../people/disabled-reasons'
import { MemberFields } from '../people/queries'
import { RemoveMemberModal } from '../people/remove-member-modal'
import { useViewer } from '../session/viewer'
import { roleLabel } from '../shared/role-label'
import { useRoles } from '../shared/roles'
import { strings } from '../strings'
import { DisabledWithReason } from '../ui/disabled-with-reason'
import { RetryNote } from '../ui/retry-note'
import { AccountCard } from './account-card'

const OwnMemberQuery = graphql(`query OwnMember { viewer { member { ...MemberFields } } }`, [MemberFields])

/** The organization, and how to leave it. */
export function Membership() {
  const viewer = useViewer()
  const { organization, organizations } = viewer
  const roles = useRoles()
  const [isLeaving, setLeaving] = useState(false)
  const [{ data, error, fetching }, reload] = useQuery({ query: OwnMemberQuery })
  const member = data?.viewer?.member
  const reason = member ? removeDisabledReason(viewer, member) : undefined
  return (
    <AccountCard
      title={strings.account.organization}
      hint={strings.account.memberOf(organization.name, roleLabel(roles, viewer.member.role))}
    >
      <span className="breakable">
        {nextText(organizations.filter(({ id }) => id !== organization.id).map(({ name }) => name))}
      </span>
      <div>
        <DisabledWithReason reason={reason}>
          {(disabledProps) => (
            <Button
              variant="default"
              loading={isLeaving && !member && fetching}
              {...disabledProps}
              onClick={() => !reason && setLeaving(true)}
            >
              {strings.account.leave}
            </Button>
          )}
        </DisabledWithReason>
        {reason && <span className="block dimmed small">{reason}</span>}
      </div>
      {isLeaving && !member && error && (
        <RetryNote
          title={strings.account.leaveFailed}
          text={requestErrorMessage(error)}
          onRetry={() => reload({ requestPolicy: 'network-only' })}
        />
      )}
      {member && (
        <RemoveMemberModal
          member={member}
          organizationName={organization.name}
          isOpen={isLeaving}
          reason={reason}
          onClose={() => setLeaving(false)}
        />
      )}
    </AccountCard>
  )
}

/** Where somebody is after leaving. */
function nextText(others: readonly string[]): string {
  const [first] = others
  if (first === undefined) return strings.account.nextNone
  return others.length === 1 ? strings.account.nextOne(first) : strings.account.nextOfSeveral
}
