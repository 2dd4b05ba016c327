import { useDebouncedValue } from '@mantine/hooks'
import { useMemo, useRef, useState } from 'react'
import { useQuery } from 'urql'
import { graphql } from '../api/graphql'

const GroupsQuery = graphql(`
  query Groups($search: String) { groups(search: $search, first: 50) { totalCount edges { node { id name } } } }
`)
const DEBOUNCE_MS = 200

interface Option {
  value: string
  label: string
}

/** The groups to choose from, searched for by the server. A chosen group keeps its name while others are found. */
export function useGroupOptions(chosen: readonly { id: string; name: string }[] = []) {
  const [search, setSearch] = useState('')
  const [searched] = useDebouncedValue(search, DEBOUNCE_MS)
  const [{ data, fetching }] = useQuery({
    query: GroupsQuery,
    variables: { search: searched.trim() || undefined },
    context: useMemo(() => ({ additionalTypenames: ['Group'] }), []),
  })
  const known = useRef(new Map<string, string>())
  for (const { id, name } of chosen) known.current.set(id, name)
  for (const { node } of data?.groups.edges ?? []) known.current.set(node.id, node.name)
  const options: Option[] = [...known.current].map(([value, label]) => ({ value, label }))
  options.sort((a, b) => a.label.localeCompare(b.label))
  return { options, search, setSearch, isLoading: fetching && !data }
}
