import { Title } from '@mantine/core'
import type { graphql } from '../api/graphql'
import { strings } from '../strings'
import { RelativeTime } from '../ui/relative-time'

type TimelineKind = ReturnType<typeof graphql.scalar<'TimelineKind'>>

interface Entry {
  at: string
  kind: TimelineKind
  actorName: string | null
  text: string
}

/** So many of the newest the server gives. */
const MAX_ENTRIES = 200
const COLORS: Partial<Record<TimelineKind, 'ok' | 'warning' | 'error'>> = {
  EMAILED: 'ok',
  ACCEPTED: 'ok',
  EMAIL_DEFERRED: 'warning',
  EMAIL_UNKNOWN: 'warning',
  EXPIRED: 'warning',
  EMAIL_FAILED: 'error',
  BOUNCED: 'error',
  DECLINED: 'error',
  REVOKED: 'error',
}

/** What happened to an invitation, the newest first. */
export function DetailsTimeline({ entries }: { entries: readonly Entry[] }) {
  return (
    <section>
      <Title order={3} size="h2" mb="xs">
        {strings.invitationDetails.timeline}
      </Title>
      <ol className="timeline" reversed>
        {entries.toReversed().map((entry, index) => (
          // They have no id, and only ever grow at their end.
          // biome-ignore lint/suspicious/noArrayIndexKey: counted from the oldest one.
          <li key={entries.length - index}>
            <span className={`dot dot-${COLORS[entry.kind] ?? 'idle'}`} aria-hidden="true" />
            <span className="breakable">{entry.text}</span>
            <span className="dimmed small">
              <RelativeTime timestamp={entry.at} />
              {entry.actorName && (
                <span className="breakable">
                  {' '}
                  {strings.people.by} <bdi>{entry.actorName}</bdi>
                </span>
              )}
            </span>
          </li>
        ))}
      </ol>
      {entries.length >= MAX_ENTRIES && (
        <p className="dimmed small">{strings.invitationDetails.newest(MAX_ENTRIES)}</p>
      )}
    </section>
  )
}
