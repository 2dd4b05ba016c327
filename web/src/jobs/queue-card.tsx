import { Group, Paper, Stack, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useId } from 'react'
import { jobs, jobsOverview } from '../strings/jobs'
import { ActButton } from './act-button'
import { PauseDialog } from './pause-dialog'
import { PauseNote } from './pause-note'
import type { Queue } from './queries'
import { QueueFigures } from './queue-figures'
import { QueueLimits } from './queue-limits'
import { ThroughputPlot } from './throughput-plot'

interface Props {
  queue: Queue
  /** The server's time of the figures. */
  at: string
}

/** One queue: what waits in it, what it did in 24 hours, and what holds it back. */
export function QueueCard({ queue, at }: Props) {
  const { name, pauses, throughput } = queue
  const titleId = useId()
  const [isOpen, dialog] = useDisclosure()
  const word = jobs.queues[name]
  const isPaused = pauses.some((pause) => pause.recipientDomain === null && pause.pausedBy !== null)
  return (
    <Paper component="section" withBorder p="md" aria-labelledby={titleId} className="queue-card">
      <Stack gap="md">
        <Group justify="space-between" wrap="nowrap">
          <Title order={2} id={titleId}>
            {word}
          </Title>
          {!(isPaused && name === 'BULK') && (
            <ActButton about={word} onClick={dialog.open}>
              {jobsOverview.pause}
            </ActButton>
          )}
        </Group>
        {pauses.map((pause) => (
          <PauseNote key={`${pause.recipientDomain} ${pause.pausedBy === null}`} queue={name} pause={pause} />
        ))}
        <QueueFigures queue={queue} at={at} />
        <ThroughputPlot queue={name} points={throughput} />
        <QueueLimits queue={queue} />
      </Stack>
      <PauseDialog queue={name} isOpen={isOpen} onClose={dialog.close} />
    </Paper>
  )
}
