import { Progress, Stack, Text } from '@mantine/core'
import { strings } from '../strings'
import { inWords } from '../ui/times'

interface Props {
  label: string
  /** How much is done: 0 to 1. */
  share: number
  rowsPerSecond?: number | null
  secondsRemaining?: number | null
}

/** How far the running work is: as a bar, in figures, and for screen readers now and then. */
export function Phase({ label, share, rowsPerSecond, secondsRemaining }: Props) {
  const percent = Math.floor(share * 100)
  const rate = rowsPerSecond ? strings.bulk.rate(Math.round(rowsPerSecond)) : ''
  const rest = secondsRemaining ? strings.bulk.left(inWords(secondsRemaining)) : ''
  return (
    <Stack gap={6}>
      <Text className="figures">{label}</Text>
      <Progress.Root size="lg">
        <Progress.Section value={percent} aria-label={label} aria-valuetext={`${percent} %`} />
      </Progress.Root>
      <Text c="dimmed" className="figures small" mih={18}>
        {[rate, rest].filter(Boolean).join(' · ')}
      </Text>
      <span className="unseen" role="status">
        {percent >= 25 && strings.bulk.spoken(Math.floor(percent / 25) * 25)}
      </span>
    </Stack>
  )
}
