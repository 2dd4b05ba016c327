import { strings } from '../strings'
import { HeadCell } from './list-table'

export function InvitedUsersHead() {
  return (
    <>
      <HeadCell column="identity">{strings.people.email}</HeadCell>
      <HeadCell column="role">{strings.people.role}</HeadCell>
      <HeadCell column="groups">{strings.people.groups}</HeadCell>
      <HeadCell column="invited">{strings.people.invitedAt}</HeadCell>
      <HeadCell column="delivery">{strings.people.delivery}</HeadCell>
      <HeadCell column="more">
        <span className="visually-hidden">{strings.people.actions}</span>
      </HeadCell>
    </>
  )
}
