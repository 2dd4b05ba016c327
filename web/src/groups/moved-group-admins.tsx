import { useQuery } from 'urql'
import { strings } from '../strings'
import { Note } from '../ui/note'
import { GroupAdminsQuery } from './queries'
import type { Target } from './target-field'

/** Names the Group Admins who get more people to manage by moving to another group. */
export function MovedGroupAdmins({ groupId, target }: { groupId: string; target: Target }) {
  const [{ data }] = useQuery({ query: GroupAdminsQuery, variables: { groupId } })
  const gaining = data?.currentUsers.edges.filter(
    ({ node }) => !node.groups.some(({ id }) => id === target.id),
  )
  if (!gaining || gaining.length === 0) return null
  const names = gaining.map(({ node }) => node.name)
  return <Note kind="warning">{strings.groups.groupAdmins(names, target.name)}</Note>
}
