import { Button } from '@mantine/core'
import { useState } from 'react'
import { useClient, useMutation } from 'urql'
import type { Role } from '../api/graphql'
import { newIdempotencyKey } from '../api/idempotency-key'
import { readPayload } from '../api/payloads'
import { roleLabel } from '../shared/role-label'
import { useRoles } from '../shared/roles'
import { strings } from '../strings'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { useAsyncAction } from '../ui/use-async-action'
import { useQuestion } from '../ui/use-question'
import { BulkGroupsModal, type GroupChange } from './bulk-groups-modal'
import { ResendMany, RevokeMany, UpdateGroupsOfMany, UpdateRoles } from './bulk-mutations'
import { BulkRoleModal } from './bulk-role-modal'
import { besidesDeclined, declinedOf, describeDeclined, inRequest } from './declined'
import { countChanged, findMatching } from './find-matching'
import { groupsOf } from './groups-of'
import type { invitationFilter } from './invitation-statuses'
import type { InvitationRow } from './queries'
import type { Answer, Target, useAct } from './use-act'
import type { ListSelection } from './use-selection'

const CONTEXT = { additionalTypenames: ['Invitation'] }

interface Props {
  selection: ListSelection<InvitationRow>
  filter: ReturnType<typeof invitationFilter>
  act: ReturnType<typeof useAct<InvitationRow>>['act']
}

/** What can be done with the selected invitations. */
export default function InvitationActs({ selection, filter, act }: Props) {
  const { rows, count } = selection
  const client = useClient()
  const [open, setOpen] = useState<'role' | 'groups' | 'revocation'>()
  const [run, isRunning] = useAsyncAction()
  const [ask, question] = useQuestion()
  const [, resendMany] = useMutation(ResendMany)
  const [, revokeMany] = useMutation(RevokeMany)
  const [, updateRoles] = useMutation(UpdateRoles)
  const [, updateGroups] = useMutation(UpdateGroupsOfMany)
  const roles = useRoles()
  const close = () => setOpen(undefined)
  const chosen = (target: Target) =>
    target.ids ? { invitationIds: target.ids } : { matching: { filter, expectedCount: target.matching } }

  async function send(whom: ReturnType<typeof chosen>, confirmDeclined: boolean): Promise<Answer> {
    const input = { ...whom, confirmDeclined, idempotencyKey: newIdempotencyKey() }
    const { invitations, errors } = await readPayload(resendMany({ input }, CONTEXT))
    return { count: invitations.length, errors }
  }
  const resend = () =>
    act(async (target) => {
      const answer = await send(chosen(target), false)
      const declined = target.ids ? declinedOf(answer, rows) : []
      if (declined.length === 0) return answer
      const isConfirmed = await ask({
        title: strings.invitation.resendAnywayTitle(declined.length),
        text: describeDeclined(declined),
        confirmLabel: strings.invitation.resendAnyway,
      })
      const others = besidesDeclined(answer.errors)
      if (!isConfirmed) return { count: answer.count, errors: others }
      const again = await send({ invitationIds: declined.map(({ id }) => id) }, true)
      const count = answer.count + again.count
      return { count, errors: [...others, ...again.errors.map((error) => inRequest(error, declined))] }
    }, strings.invitation.resent)
  const revoke = () =>
    act(async (target) => {
      const { invitations, errors } = await readPayload(revokeMany({ input: chosen(target) }, CONTEXT))
      return { count: invitations.length, errors }
    }, strings.invitation.revoked)
  /** The API changes the roles and groups of invitations by their ids alone. */
  async function byIds(target: Target, change: (ids: string[]) => Promise<Answer>): Promise<Answer> {
    if (target.ids) return change(target.ids)
    const ids = await findMatching(client, filter, target.matching)
    return ids ? change(ids) : countChanged(target.matching)
  }
  const changeRole = (role: Role) =>
    act(
      (target) =>
        byIds(target, async (ids) => {
          const { subjects, errors } = await readPayload(updateRoles({ input: { ids, role } }, CONTEXT))
          return { count: subjects.length, errors }
        }),
      (changed) => strings.lists.offersRole(changed, roleLabel(roles, role)),
    )
  const changeGroups = (change: GroupChange) =>
    act(
      (target) =>
        byIds(target, async (ids) => {
          const { subjects, errors } = await readPayload(updateGroups({ input: { ids, ...change } }, CONTEXT))
          return { count: subjects.length, errors }
        }),
      strings.lists.offersGroups,
    )

  return (
    <>
      <Button variant="default" size="compact-md" loading={isRunning} onClick={() => run(resend)}>
        {strings.invitation.resend}
      </Button>
      <Button variant="default" size="compact-md" onClick={() => setOpen('role')}>
        {strings.lists.changeRole}
      </Button>
      <Button variant="default" size="compact-md" onClick={() => setOpen('groups')}>
        {strings.lists.changeGroups}
      </Button>
      <Button className="danger-tint" size="compact-md" onClick={() => setOpen('revocation')}>
        {strings.invitation.revoke}
      </Button>
      {question}
      <BulkRoleModal
        isOpen={open === 'role'}
        title={strings.lists.offerRoleTitle(count)}
        onClose={close}
        onSave={changeRole}
      />
      <BulkGroupsModal
        isOpen={open === 'groups'}
        title={strings.lists.offerGroupsTitle(count)}
        known={groupsOf(rows)}
        onClose={close}
        onSave={changeGroups}
      />
      <ConfirmDialog
        isOpen={open === 'revocation'}
        title={strings.invitation.revokeTitle(count)}
        text={strings.invitation.revokeText(count)}
        confirmLabel={strings.invitation.revoke}
        onClose={close}
        onConfirm={revoke}
      />
    </>
  )
}
