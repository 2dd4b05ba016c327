import type { Client } from 'urql'
import { requestError, ShownError } from '../api/errors'
import { graphql } from '../api/graphql'
import { strings } from '../strings'
import type { invitationFilter } from './invitation-statuses'
import type { Answer } from './use-act'

const MatchingQuery = graphql(`
  query MatchingInvitations($filter: InvitationFilter, $after: String) {
    invitedUsers(filter: $filter, first: 100, after: $after) {
      pageInfo { hasNextPage endCursor }
      edges { node { id } }
    }
  }
`)

/**
 * Returns the ids of all invitations that match, for an act that takes ids alone; undefined where they are not as many
 * as were seen.
 */
export async function findMatching(
  client: Client,
  filter: ReturnType<typeof invitationFilter>,
  expectedCount: number,
): Promise<string[] | undefined> {
  const ids: string[] = []
  let after: string | null = null
  do {
    const { data, error }: Awaited<ReturnType<typeof page>> = await page(client, filter, after)
    if (!data) throw error ? requestError(error) : new ShownError(strings.unexpected)
    ids.push(...data.invitedUsers.edges.map(({ node }) => node.id))
    const { hasNextPage, endCursor } = data.invitedUsers.pageInfo
    after = hasNextPage ? endCursor : null
  } while (after && ids.length <= expectedCount)
  return ids.length === expectedCount ? ids : undefined
}

/** Returns what the acts that take the filter itself answer where another number match by now. */
export function countChanged(expectedCount: number): Answer {
  const message = strings.lists.countChanged(expectedCount)
  return { count: 0, errors: [{ code: 'CONFLICT', message, path: ['matching', 'expectedCount'] }] }
}

const page = (client: Client, filter: ReturnType<typeof invitationFilter>, after: string | null) =>
  client.query(MatchingQuery, { filter, after }, { requestPolicy: 'network-only' }).toPromise()
