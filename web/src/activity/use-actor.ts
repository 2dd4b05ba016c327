import { useQuery } from 'urql'
import { ActorQuery } from './queries'

interface Actor {
  name: string | undefined
  /** Whether the service knows nobody by this id, neither as a member nor from what they did. */
  isUnknown: boolean
}

/** Returns who an id is, a member or somebody who was one. */
export function useActor(id: string | undefined): Actor {
  const [{ data, stale }] = useQuery({ query: ActorQuery, variables: { id: id ?? '' }, pause: !id })
  if (!id || !data || stale) return { name: undefined, isUnknown: false }
  const member = data.node?.__typename === 'Member' ? data.node.name : undefined
  const name = member ?? data.auditEntries.edges[0]?.node.actorName
  return { name, isUnknown: name === undefined }
}
