/** Returns the rows in the order of these ids, and those that are new behind them. */
export function steadyOrder<T extends { id: string }>(ids: readonly string[], rows: readonly T[]): T[] {
  const places = new Map(ids.map((id, place) => [id, place]))
  const placeOf = ({ id }: T) => places.get(id) ?? ids.length
  return rows.toSorted((one, other) => placeOf(one) - placeOf(other))
}
