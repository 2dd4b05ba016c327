import { formatDateAndTime, formatRelative } from './time-formats'

/** How long ago a timestamp is; exact on hovering. */
export function RelativeTime({ timestamp }: { timestamp: string }) {
  return (
    <time dateTime={timestamp} title={formatDateAndTime(timestamp)}>
      {formatRelative(timestamp)}
    </time>
  )
}
