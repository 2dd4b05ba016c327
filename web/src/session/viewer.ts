import { createContext, use } from 'react'
import type { ResultOf } from '../api/graphql'
import type { ViewerQuery } from './queries'

type Viewer = NonNullable<ResultOf<typeof ViewerQuery>['viewer']>

/** The signed-in person as a member of an organization. */
export interface MemberViewer extends Viewer {
  member: NonNullable<Viewer['member']>
  organization: NonNullable<Viewer['organization']>
}

export const ViewerContext = createContext<MemberViewer | null>(null)

/** For everything behind the sign-in form. */
export function useViewer(): MemberViewer {
  const viewer = use(ViewerContext)
  if (!viewer) throw new Error('useViewer needs a signed-in member')
  return viewer
}
