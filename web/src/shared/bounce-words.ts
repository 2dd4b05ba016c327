import type { BounceKind } from '../api/graphql'
import { strings } from '../strings'

interface Bounce {
  kind: BounceKind
  /** An enhanced status code (RFC 3463), such as 5.1.1. */
  status: string | null
}

/** Said of the domain, and not of the person: X.1.2 bad destination, X.1.10 null MX (RFC 7505), X.4.4 no route. */
const ABOUT_DOMAIN = /^\d\.(1\.2|1\.10|4\.4)$/
const CLOSED = /^\d\.2\.1$/
/** X.1.Z is about the address, and X.0.0 about nothing in particular. */
const ABOUT_ADDRESS = /^\d\.(1\.\d+|0\.0)$/
const SOFT_REASONS: readonly [RegExp, string][] = [
  [/^\d\.2\.2$/, strings.bounces.full],
  [/^\d\.(2\.3|3\.4)$/, strings.bounces.tooLarge],
  [/^\d\.7\.\d+$/, strings.bounces.policy],
  [/^\d\.4\.7$/, strings.bounces.tooLong],
]

/** Returns what came back about an email, in words; the mail server's own stand beside them. */
export function bounceWords({ kind, status }: Bounce): string {
  if (kind === 'COMPLAINT') return strings.bounces.complaint
  if (kind === 'HARD') return hardWords(status)
  const reason = SOFT_REASONS.find(([pattern]) => status && pattern.test(status))
  return reason ? strings.bounces.softFor(reason[1]) : strings.bounces.soft
}

function hardWords(status: string | null): string {
  if (status && ABOUT_DOMAIN.test(status)) return strings.bounces.noDomain
  if (status && CLOSED.test(status)) return strings.bounces.closed
  return !status || ABOUT_ADDRESS.test(status) ? strings.bounces.noAddress : strings.bounces.hard
}
