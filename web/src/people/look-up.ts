import type { Client } from 'urql'
import { type InvitationRow, InvitationsQuery, type MemberRow, MembersQuery } from './queries'

/** As many as the API looks for at once. */
const MAX_IDS = 100
const CONTEXT = { requestPolicy: 'network-only' } as const

/** Returns members as they are now, without those who are gone; undefined: it could not be looked. */
export async function lookUpMembers(client: Client, before: readonly MemberRow[]) {
  const found: MemberRow[] = []
  for (const ids of inPages(before)) {
    const { data } = await client.query(MembersQuery, { ids }, CONTEXT).toPromise()
    if (!data) return undefined
    for (const node of data.nodes) if (node?.__typename === 'Member') found.push(node)
  }
  return found
}

/** Returns invitations as they are now, without those that were answered or revoked; undefined: it could not be looked. */
export async function lookUpInvitations(client: Client, before: readonly InvitationRow[]) {
  const found: InvitationRow[] = []
  const statuses = new Map(before.map(({ id, status }) => [id, status]))
  for (const ids of inPages(before)) {
    const { data } = await client.query(InvitationsQuery, { ids }, CONTEXT).toPromise()
    if (!data) return undefined
    for (const node of data.nodes) {
      if (node?.__typename === 'Invitation' && node.status === statuses.get(node.id)) found.push(node)
    }
  }
  return found
}

function inPages(rows: readonly { id: string }[]): string[][] {
  const pages: string[][] = []
  for (let start = 0; start < rows.length; start += MAX_IDS) {
    pages.push(rows.slice(start, start + MAX_IDS).map(({ id }) => id))
  }
  return pages
}
