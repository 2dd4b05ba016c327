import { createContext, use } from 'react'
import type { Organization, OwnMember, Viewer } from './queries'

/** The signed-in member, for everything behind the sign-in form. */
export interface Me {
  viewer: Viewer
  member: OwnMember
  organization: Organization
}

export const MeContext = createContext<Me | null>(null)

export function useMe(): Me {
  const me = use(MeContext)
  if (!me) throw new Error('useMe needs a signed-in member')
  return me
}
