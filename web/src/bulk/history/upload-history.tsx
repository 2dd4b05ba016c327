import { Checkbox, Group } from '@mantine/core'
import { useMemo, useState } from 'react'
import { strings } from '../../strings'
import { useUploadFilter } from './upload-filter'
import { UploadPage } from './upload-page'

const DAYS_MS = 30 * 24 * 60 * 60 * 1000

export interface UploadHistoryProps {
  onOpen: (id: string) => void
}

/** The organization's uploads of the last 30 days, for as long as their rows are kept. */
export default function UploadHistory({ onOpen }: UploadHistoryProps) {
  const [isUnfinishedOnly, setUnfinishedOnly] = useUploadFilter()
  const [since] = useState(() => new Date(Date.now() - DAYS_MS).toISOString())
  const filter = useMemo(
    () => ({ since, unfinished: isUnfinishedOnly ? true : undefined }),
    [since, isUnfinishedOnly],
  )
  return (
    <section className="uploads" aria-labelledby="uploads">
      <Group justify="space-between" mb="xs">
        <h3 className="small-heading" id="uploads">
          {strings.uploads.title}
        </h3>
        <Checkbox
          label={strings.uploads.unfinishedOnly}
          checked={isUnfinishedOnly}
          onChange={(event) => setUnfinishedOnly(event.currentTarget.checked)}
        />
      </Group>
      <ul>
        <UploadPage key={String(isUnfinishedOnly)} filter={filter} onOpen={onOpen} />
      </ul>
    </section>
  )
}
