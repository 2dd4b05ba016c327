import type { BulkInviteStatus, DeliveryStatus } from '../api/graphql'
import { DETAILS } from '../people/use-details'
import { jobs, type jobsEmails, jobsUploads } from '../strings/jobs'

export type JobsTab = keyof typeof jobs.tabs
export type Since = keyof typeof jobsEmails.times

/** Which emails are shown. It is kept in the address, so that it survives a reload and can be shared. */
export interface EmailFilters {
  statuses: readonly DeliveryStatus[]
  domain: string
  /** The `id` of a FailureGroup. */
  group: string
  organization: string
  /** The `id` of a BulkInviteJob. */
  upload: string
  messageId: string
  since: Since | undefined
}

export const TABS = Object.keys(jobs.tabs) as JobsTab[]
export const STATUSES = Object.keys(jobs.status) as DeliveryStatus[]
const UPLOAD_STATUSES = Object.keys(jobsUploads.status) as BulkInviteStatus[]
export const NO_FILTERS: EmailFilters = {
  statuses: [],
  domain: '',
  group: '',
  organization: '',
  upload: '',
  messageId: '',
  since: undefined,
}
const PARAMETERS = {
  statuses: 'status',
  domain: 'domain',
  group: 'failure',
  organization: 'organization',
  upload: 'upload',
  messageId: 'message',
  since: 'since',
} as const satisfies Record<keyof EmailFilters, string>
const PLACE = ['page', 'after', 'before']
const HOUR_MS = 3_600_000
const SINCE_MS: Record<Since, number> = { '1h': HOUR_MS, '24h': 24 * HOUR_MS, '7d': 7 * 24 * HOUR_MS }

export function parseTab(parameters: URLSearchParams): JobsTab {
  return oneOf(TABS, parameters.get('tab')) ?? 'overview'
}

export function parseEmailFilters(parameters: URLSearchParams): EmailFilters {
  const text = (name: keyof EmailFilters) => parameters.get(PARAMETERS[name])?.trim() ?? ''
  return {
    statuses: STATUSES.filter((each) => parameters.getAll(PARAMETERS.statuses).includes(each)),
    domain: text('domain'),
    group: text('group'),
    organization: text('organization'),
    upload: text('upload'),
    messageId: text('messageId'),
    since: oneOf(Object.keys(SINCE_MS) as Since[], parameters.get(PARAMETERS.since)),
  }
}

export function parseUploadStatuses(parameters: URLSearchParams): BulkInviteStatus[] {
  return UPLOAD_STATUSES.filter((each) => parameters.getAll(PARAMETERS.statuses).includes(each))
}

/** Returns the parameters after a change, which begins on the first page. */
export function withFilters(
  parameters: URLSearchParams,
  change: Partial<Record<keyof EmailFilters, string | readonly string[] | undefined>>,
): URLSearchParams {
  const changed = new URLSearchParams(parameters)
  for (const name of PLACE) changed.delete(name)
  for (const [key, value] of Object.entries(change)) {
    const name = PARAMETERS[key as keyof EmailFilters]
    changed.delete(name)
    for (const each of [value ?? []].flat()) if (each) changed.append(name, each)
  }
  return changed
}

/** Returns the address of a tab; another tab begins without filters. */
export function tabPath(tab: JobsTab): string {
  return tab === 'overview' ? '/jobs' : `/jobs?tab=${tab}`
}

export function emailsPath(filters: Partial<EmailFilters>): string {
  return `/jobs?${withFilters(new URLSearchParams({ tab: 'emails' }), filters)}`
}

export function uploadsPath(statuses: readonly BulkInviteStatus[]): string {
  return `/jobs?${withFilters(new URLSearchParams({ tab: 'uploads' }), { statuses })}`
}

/** Returns the address at which one email is open, among all. */
export function emailPath(id: string): string {
  return `/jobs?${new URLSearchParams({ tab: 'emails', [DETAILS]: id })}`
}

/** Returns the filters as the API takes them. */
export function deliveryFilter(filters: EmailFilters, now = Date.now()) {
  const { statuses, domain, group, organization, upload, messageId, since } = filters
  return {
    ...(statuses.length > 0 && { statuses: [...statuses] }),
    ...(domain && { recipientDomain: domain }),
    ...(group && { failureGroupIds: [group] }),
    ...(organization && { organizationId: organization }),
    ...(upload && { bulkInviteId: upload }),
    ...(messageId && { messageId }),
    ...(since && { createdAfter: new Date(now - SINCE_MS[since]).toISOString() }),
  }
}

export function isFiltered(filters: EmailFilters): boolean {
  return Object.keys(deliveryFilter(filters)).length > 0
}

/** Returns the parts of the address that mean nothing here, as `name=value`. */
export function unknownParts(parameters: URLSearchParams): [name: string, value: string][] {
  const known: readonly string[] = parseTab(parameters) === 'uploads' ? UPLOAD_STATUSES : STATUSES
  const unknown = (name: string, values: readonly string[]) =>
    parameters
      .getAll(name)
      .filter((value) => value && !values.includes(value))
      .map((value) => [name, value] satisfies [string, string])
  return [
    ...unknown('tab', TABS),
    ...unknown(PARAMETERS.statuses, known),
    ...unknown(PARAMETERS.since, Object.keys(SINCE_MS)),
  ]
}

function oneOf<T extends string>(values: readonly T[], value: string | null): T | undefined {
  return values.find((each) => each === value)
}
