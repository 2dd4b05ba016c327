import { useDebouncedValue } from '@mantine/hooks'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useQuery } from 'urql'
import { graphql } from '../api/graphql'
import { useSession } from '../session/session'
import { useAnswered } from '../ui/use-answered'
import { matchesWords } from './group-matching'

const GroupsQuery = graphql(`
  query Groups($search: String, $assignable: Boolean) {
    groups(search: $search, assignable: $assignable, first: 50) { totalCount edges { node { id name } } }
  }
`)
const DEBOUNCE_MS = 200
const CONTEXT = { additionalTypenames: ['Group'] }

interface Option {
  value: string
  label: string
}

interface Settings {
  /** Whether only groups are offered that the viewer may put people into. */
  isAssignable?: boolean
  chosen?: readonly { id: string; name: string }[]
}

/** The groups to choose from, searched for by the server. A chosen group keeps its name while others are found. */
export function useGroupOptions({ isAssignable = false, chosen = [] }: Settings = {}) {
  const [search, setSearch] = useState('')
  const [debounced] = useDebouncedValue(search, DEBOUNCE_MS)
  const searched = debounced.trim()
  const variables = useMemo(
    () => ({ search: searched || undefined, assignable: isAssignable }),
    [searched, isAssignable],
  )
  const [result, reload] = useQuery({
    query: GroupsQuery,
    variables,
    context: CONTEXT,
  })
  const { outdatedCount } = useSession()
  useEffect(() => {
    if (outdatedCount > 0) reload({ requestPolicy: 'network-only' })
  }, [outdatedCount, reload])

  const { data, isCurrent: isAnswer } = useAnswered(result, variables)
  const isCurrent = isAnswer && !result.error && searched === search.trim()
  const answered: Option[] = (data?.groups.edges ?? []).map(({ node }) => ({
    value: node.id,
    label: node.name,
  }))
  const found = isCurrent ? answered : answered.filter(({ label }) => matchesWords(label, search))
  const known = useRef(new Map<string, string>())
  for (const { id, name } of chosen) known.current.set(id, name)
  for (const { value, label } of answered) known.current.set(value, label)
  const options: Option[] = [...known.current].map(([value, label]) => ({ value, label }))
  options.sort((a, b) => a.label.localeCompare(b.label))
  return {
    search,
    setSearch,
    /** What has been found so far, and the chosen ones. */
    options,
    /** What the search finds. */
    found,
    /** How many it finds beyond `found`. */
    moreCount: isCurrent && data ? data.groups.totalCount - found.length : 0,
    /** Whether `found` is the server's answer to what is typed. */
    isCurrent,
    hasFailed: result.error !== undefined,
    /** The name of a group that was not found here, but made. */
    learn: (id: string, name: string) => void known.current.set(id, name),
    nameOf: (id: string) => known.current.get(id) ?? id,
  }
}
