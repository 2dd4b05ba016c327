import { useCallback } from 'react'
import { type Client, useClient } from 'urql'
import { ErrorFields } from '../api/error-fields'
import { RefusedError } from '../api/errors'
import { graphql } from '../api/graphql'
import { readPayload } from '../api/payloads'
import { nameKey } from './group-matching'

export const CreateGroup = graphql(
  `mutation CreateGroup($input: CreateGroupInput!) {
    createGroup(input: $input) { group { id name } errors { ...ErrorFields } }
  }`,
  [ErrorFields],
)
const SameNameQuery = graphql(`
  query GroupOfName($search: String!) { groups(search: $search, first: 100) { edges { node { id name } } } }
`)
const CONTEXT = { additionalTypenames: ['Group'] }

interface Made {
  id: string
  name: string
  /** Whether it was there already, under the same name in whatever letter case. */
  isOld: boolean
}

/** Returns a function that makes a group, or answers the one that has the name. It throws RefusedError. */
export function useCreateGroup() {
  const client = useClient()
  return useCallback(
    async (name: string): Promise<Made> => {
      const created = await readPayload(
        client.mutation(CreateGroup, { input: { name } }, CONTEXT).toPromise(),
      )
      if (created.group) return { ...created.group, isOld: false }
      const isTaken = created.errors.some(({ code }) => code === 'CONFLICT')
      const same = isTaken && (await findSame(client, name))
      if (same) return { ...same, isOld: true }
      throw new RefusedError(created.errors)
    },
    [client],
  )
}

async function findSame(client: Client, name: string) {
  const asked = client.query(SameNameQuery, { search: name }, { requestPolicy: 'network-only' })
  const { data } = await asked.toPromise()
  return data?.groups.edges.map(({ node }) => node).find((group) => nameKey(group.name) === nameKey(name))
}
