import { Tooltip } from '@mantine/core'
import { strings } from '../strings'
import { formatDateAndTime, formatRelative } from './time-formats'

interface Props {
  timestamp: string
  /** Whether it is about to come, so that it is not yet over where it is near. */
  isAhead?: boolean
}

/** How long ago a timestamp is, or until then. Hovering, focusing and tapping show exactly when, in which zone. */
export function RelativeTime({ timestamp, isAhead = false }: Props) {
  const nearNow = isAhead ? strings.anyMoment : strings.justNow
  return (
    <Tooltip label={formatDateAndTime(timestamp)}>
      <button type="button" className="plain nowrap">
        <time dateTime={timestamp}>{formatRelative(timestamp, Date.now(), nearNow)}</time>
      </button>
    </Tooltip>
  )
}
