/** What to add to `performance.now()` for the server's time; undefined before its first response. */
let offset: number | undefined

/** Servers, and proxies that set a `Date` of their own, may differ so much. */
const SKEW_MS = 1_000

/** Notes the `Date` of a response: the server's time then, or as much as a second and the way here earlier. */
export function noteServerTime(response: Response) {
  const date = Date.parse(response.headers.get('date') ?? '')
  if (Number.isNaN(date)) return
  offset = date - performance.now()
}

/** Returns the server's time at a moment of `performance.now()`, or an earlier one; undefined while it is not known. */
export function serverTimeAt(moment: number): Date | undefined {
  return offset === undefined ? undefined : new Date(offset + moment - SKEW_MS)
}
