import { createContext, use } from 'react'
import type { ResultOf } from '../api/graphql'
import type { ViewerQuery } from './queries'

/** The signed-in person, in an organization or in none. */
export type Viewer = NonNullable<ResultOf<typeof ViewerQuery>['viewer']>

/** The signed-in person as a member of an organization. */
export interface MemberViewer extends Viewer {
  member: NonNullable<Viewer['member']>
  organization: NonNullable<Viewer['organization']>
}

export const ViewerContext = createContext<Viewer | null>(null)

export function isMember(viewer: Viewer): viewer is MemberViewer {
  return viewer.member !== null && viewer.organization !== null
}

/** For what is behind the sign-in form and needs no organization. */
export function usePerson(): Viewer {
  const viewer = use(ViewerContext)
  if (!viewer) throw new Error('usePerson needs somebody signed in')
  return viewer
}

/** For what is shown to members. */
export function useViewer(): MemberViewer {
  const viewer = usePerson()
  if (!isMember(viewer)) throw new Error('useViewer needs a member')
  return viewer
}
