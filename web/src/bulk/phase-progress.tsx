import { Progress, Stack, Text } from '@mantine/core'
import { strings } from '../strings'
import { formatDuration } from '../ui/time-formats'

const ANNOUNCED_STEP = 25

interface Props {
  label: string
  /** How much is done: 0 to 1. */
  fraction: number
  rowsPerSecond?: number | null
  secondsRemaining?: number | null
}

/** How far the running phase is: a bar and figures, and every ANNOUNCED_STEP percent for screen readers. */
export function PhaseProgress({ label, fraction, rowsPerSecond, secondsRemaining }: Props) {
  const percent = Math.floor(fraction * 100)
  const rate = rowsPerSecond ? strings.bulk.rate(Math.round(rowsPerSecond)) : ''
  const remaining = secondsRemaining ? strings.bulk.remaining(formatDuration(secondsRemaining)) : ''
  const announced = Math.floor(percent / ANNOUNCED_STEP) * ANNOUNCED_STEP
  return (
    <Stack gap={6}>
      <Text className="figures">{label}</Text>
      <Progress.Root size="lg">
        <Progress.Section value={percent} aria-label={label} aria-valuetext={`${percent} %`} />
      </Progress.Root>
      <Text c="dimmed" className="figures small" mih={18}>
        {[rate, remaining].filter(Boolean).join(' · ')}
      </Text>
      <span className="visually-hidden" role="status">
        {announced > 0 && strings.bulk.announcement(announced)}
      </span>
    </Stack>
  )
}
