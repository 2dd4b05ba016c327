import { useQuery } from 'urql'
import { graphql, type ResultOf } from '../api/graphql'

export const RolesQuery = graphql(`
  query Roles { roles { role label description capabilities assignable } }
`)
const NONE: RoleInfo[] = []

export type RoleInfo = ResultOf<typeof RolesQuery>['roles'][number]

/** What each role is and may do; which of them may be given changes with the viewer's own role alone. */
export function useRoles(): RoleInfo[] {
  const [{ data }] = useQuery({ query: RolesQuery, requestPolicy: 'cache-first' })
  return data?.roles ?? NONE
}
