interface Group {
  id: string
  name: string
}

/** Returns each group of some people once. */
export function groupsOf(rows: readonly { groups: readonly Group[] }[]): Group[] {
  return [...new Map(rows.flatMap(({ groups }) => groups).map((group) => [group.id, group])).values()]
}
