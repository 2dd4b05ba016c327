import { isKnownAction } from './kinds'

/** Which entries are shown. It is kept in the address by the names that the exports have, too. */
export interface ActivityFilters {
  search: string
  /** The API's names. */
  actions: readonly string[]
  /** The `id` of a Member, or an `actorId`. */
  actor: string | undefined
  /** The first day and the last one, both in the browser's zone: `2026-05-31`. */
  since: string | undefined
  until: string | undefined
}

const PARAMETERS = {
  search: 'q',
  actions: 'action',
  actor: 'actor',
  since: 'since',
  until: 'until',
} as const satisfies Record<keyof ActivityFilters, string>
export const NO_FILTERS: ActivityFilters = {
  search: '',
  actions: [],
  actor: undefined,
  since: undefined,
  until: undefined,
}
const PLACE = ['page', 'after', 'before']
const DAY = /^[1-9]\d{3}-\d\d-\d\d$/

export function parseFilters(parameters: URLSearchParams): ActivityFilters {
  return {
    search: parameters.get(PARAMETERS.search) ?? '',
    actions: [...new Set(parameters.getAll(PARAMETERS.actions).filter(isKnownAction))].sort(),
    actor: parameters.get(PARAMETERS.actor) || undefined,
    since: dayOf(parameters.get(PARAMETERS.since)),
    until: dayOf(parameters.get(PARAMETERS.until)),
  }
}

/** Returns the parameters after a change, which begins on the first page. */
export function withFilters(parameters: URLSearchParams, change: Partial<ActivityFilters>): URLSearchParams {
  const changed = new URLSearchParams(parameters)
  for (const name of PLACE) changed.delete(name)
  for (const [key, value] of Object.entries(change)) {
    const name = PARAMETERS[key as keyof ActivityFilters]
    changed.delete(name)
    for (const each of [value ?? []].flat()) if (each) changed.append(name, each)
  }
  return changed
}

/** Returns the parts of the address that mean nothing here, as `name=value`. */
export function unknownParts(parameters: URLSearchParams): [name: string, value: string][] {
  const unknownDays = ([PARAMETERS.since, PARAMETERS.until] as const).flatMap((name) => {
    const value = parameters.get(name)
    return value && !dayOf(value) ? [[name, value] satisfies [string, string]] : []
  })
  const unknownActions = parameters.getAll(PARAMETERS.actions).filter((each) => each && !isKnownAction(each))
  return [
    ...unknownActions.map((value) => [PARAMETERS.actions, value] satisfies [string, string]),
    ...unknownDays,
  ]
}

/** Returns the first moment of the first day, and the first one after the last day, as the API takes them. */
export function timesOf({ since, until }: ActivityFilters): { since?: string; until?: string } {
  return {
    ...(since && { since: startOf(since, 0) }),
    ...(until && { until: startOf(until, 1) }),
  }
}

/** Returns the parameters of an export of what is shown. */
export function exportParameters(filters: ActivityFilters): string {
  const parameters = withFilters(new URLSearchParams(), { ...filters, ...timesOf(filters) })
  return parameters.toString()
}

export function isFiltered({ search, actions, actor, since, until }: ActivityFilters): boolean {
  return Boolean(search || actions.length > 0 || actor || since || until)
}

/** Returns a day that the calendar has; undefined for anything else. */
export function dayOf(text: string | null): string | undefined {
  if (!text || !DAY.test(text)) return undefined
  const time = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text) ? text : undefined
}

function startOf(day: string, daysLater: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(year, month - 1, date + daysLater).toISOString()
}
