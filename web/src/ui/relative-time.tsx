import { Tooltip } from '@mantine/core'
import { formatDateAndTime, formatRelative } from './time-formats'

/** How long ago a timestamp is. Hovering, focusing and tapping show exactly when, in which zone. */
export function RelativeTime({ timestamp }: { timestamp: string }) {
  return (
    <Tooltip label={formatDateAndTime(timestamp)}>
      <button type="button" className="plain nowrap">
        <time dateTime={timestamp}>{formatRelative(timestamp)}</time>
      </button>
    </Tooltip>
  )
}
