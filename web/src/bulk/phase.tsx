import { Progress, Stack, Text } from '@mantine/core'
import { strings } from '../strings'
import { inWords } from '../ui/times'
import type { Bulk } from './queries'

/** How far the running work is: as a bar, in figures, and for screen readers now and then. */
export function Phase({ bulk, label }: { bulk: Bulk; label: string }) {
  const percent = Math.floor(bulk.progress * 100)
  const rate = bulk.rowsPerSecond ? strings.bulk.rate(Math.round(bulk.rowsPerSecond)) : ''
  const rest = bulk.secondsRemaining ? strings.bulk.left(inWords(bulk.secondsRemaining)) : ''
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
