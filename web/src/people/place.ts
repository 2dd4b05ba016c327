import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'wouter'
import type { DeliveryStatus, Role } from '../api/graphql'
import { strings } from '../strings'

export type Tab = 'current' | 'invited'
export const PAGE_SIZE = 25

/** Where in the lists somebody is. All of it stands in the address, so that it survives a reload and can be sent. */
export interface Place {
  tab: Tab
  search: string
  role: Role | undefined
  group: string | undefined
  delivery: DeliveryStatus | undefined
  /** Only what one file invited. */
  file: string | undefined
  page: number
  after: string | undefined
  before: string | undefined
}

const NAMES = {
  tab: 'tab',
  search: 'q',
  role: 'role',
  group: 'group',
  delivery: 'delivery',
  file: 'file',
  page: 'page',
  after: 'after',
  before: 'before',
} as const satisfies Record<keyof Place, string>
const FIRST_PAGE = { page: 1, after: undefined, before: undefined }

export function readPlace(parameters: URLSearchParams): Place {
  const page = Number(parameters.get(NAMES.page))
  return {
    tab: parameters.get(NAMES.tab) === 'invited' ? 'invited' : 'current',
    search: parameters.get(NAMES.search) ?? '',
    role: oneOf(strings.roles, parameters.get(NAMES.role)),
    group: parameters.get(NAMES.group) ?? undefined,
    delivery: oneOf(strings.delivery, parameters.get(NAMES.delivery)),
    file: parameters.get(NAMES.file) ?? undefined,
    page: Number.isInteger(page) && page > 1 ? page : 1,
    after: parameters.get(NAMES.after) ?? undefined,
    before: parameters.get(NAMES.before) ?? undefined,
  }
}

/** The address for a place that differs by `change`. Another filter or tab begins on its first page. */
export function writePlace(parameters: URLSearchParams, change: Partial<Place>): URLSearchParams {
  const written = new URLSearchParams(parameters)
  const base =
    'tab' in change
      ? { search: '', role: undefined, group: undefined, delivery: undefined, file: undefined }
      : {}
  const whole = { ...base, ...('page' in change ? {} : FIRST_PAGE), ...change }
  for (const [key, value] of Object.entries(whole)) {
    const name = NAMES[key as keyof Place]
    const isDefault = !value || value === 1 || value === 'current'
    if (isDefault) written.delete(name)
    else written.set(name, String(value))
  }
  return written
}

/** What a connection field takes to answer this page. */
export function pageArguments({ page, after, before }: Place) {
  if (page === 1) return { first: PAGE_SIZE }
  if (before) return { last: PAGE_SIZE, before }
  return { first: PAGE_SIZE, after }
}

export function usePlace(): [Place, (change: Partial<Place>, replace?: boolean) => void] {
  const [parameters, setParameters] = useSearchParams()
  const place = useMemo(() => readPlace(parameters), [parameters])
  const go = useCallback(
    (change: Partial<Place>, replace = false) =>
      setParameters((before) => writePlace(before, change), { replace }),
    [setParameters],
  )
  return [place, go]
}

function oneOf<T extends string>(known: Record<T, string>, value: string | null): T | undefined {
  return value !== null && Object.hasOwn(known, value) ? (value as T) : undefined
}
