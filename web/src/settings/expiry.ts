/** What the API takes as `invitationTtlDays`. */
export const MIN_DAYS = 1
export const MAX_DAYS = 3650
export const USUAL_DAYS = [7, 14, 30]
export const NEVER = 'never'
export const CUSTOM = 'custom'

/** How long invitations are good for, as it is chosen: `NEVER`, one of USUAL_DAYS, or `CUSTOM` with what was typed. */
export interface Expiry {
  choice: string
  custom: number | string
}

/** Returns what is chosen where invitations are good for so many days; null: for ever. */
export function expiryOf(days: number | null): Expiry {
  if (days === null) return { choice: NEVER, custom: '' }
  return USUAL_DAYS.includes(days) ? { choice: String(days), custom: '' } : { choice: CUSTOM, custom: days }
}

/** Returns the days that are chosen; null: for ever; undefined: what was typed is none that the API takes. */
export function daysOf({ choice, custom }: Expiry): number | null | undefined {
  if (choice === NEVER) return null
  if (choice !== CUSTOM) return Number(choice)
  const days = custom === '' ? Number.NaN : Number(custom)
  return Number.isInteger(days) && days >= MIN_DAYS && days <= MAX_DAYS ? days : undefined
}
