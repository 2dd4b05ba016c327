import type { Client } from 'urql'
import { describe, expect, it } from 'vitest'
import { isCountChanged } from './act-errors'
import { countChanged, findMatching } from './find-matching'

/** A client whose list has so many invitations, a hundred on a page. */
function clientOf(total: number): Client {
  const page = (after: string | null) => {
    const start = Number(after ?? 0)
    const ids = Array.from({ length: Math.min(100, total - start) }, (_, index) => `i${start + index}`)
    const pageInfo = { hasNextPage: start + ids.length < total, endCursor: String(start + ids.length) }
    return { data: { invitedUsers: { pageInfo, edges: ids.map((id) => ({ node: { id } })) } } }
  }
  const query = (_: unknown, { after }: { after: string | null }) => ({ toPromise: async () => page(after) })
  return { query } as unknown as Client
}
const FILTER = {} as Parameters<typeof findMatching>[1]

describe('all invitations that match', () => {
  it.each([1, 100, 101, 250, 500])('are %d on all pages', async (total) => {
    const ids = await findMatching(clientOf(total), FILTER, total)
    expect(ids).toHaveLength(total)
    expect(new Set(ids).size).toBe(total)
  })

  it.each([
    [106, 107],
    [106, 105],
    [106, 0],
    [106, 10_000],
  ])('are nobody where %d were seen and %d match by now', async (seen, now) => {
    expect(await findMatching(clientOf(now), FILTER, seen)).toBeUndefined()
  })

  it('are answered for like by the API then', () => {
    expect(countChanged(106).errors.every(isCountChanged)).toBe(true)
  })
})
