import { Button, Skeleton, Stack } from '@mantine/core'
import { useState } from 'react'
import { sentenceOf } from '../api/refusals'
import { strings } from '../strings'
import { Note } from '../ui/note'
import { ChooseFile } from './choose-file'
import type { Bulk } from './queries'
import { Review } from './review'
import { Sending } from './sending'
import { Summary } from './summary'
import { useBulk } from './use-bulk'
import { Validating } from './validating'

interface Props {
  /** The bulk invite that is shown; none yet where a file has to be chosen. */
  id: string | undefined
  onChosen: (id: string | undefined) => void
  onClose: () => void
}

export function BulkUpload({ id, onChosen, onClose }: Props) {
  const [uploaded, setUploaded] = useState<Bulk>()
  if (!id) {
    return (
      <ChooseFile
        onChosen={onChosen}
        onUploaded={(bulk) => {
          setUploaded(bulk)
          onChosen(bulk.id)
        }}
      />
    )
  }
  const known = uploaded?.id === id ? uploaded : undefined
  return <OneFile key={id} id={id} known={known} onAnother={() => onChosen(undefined)} onClose={onClose} />
}

interface OneFileProps {
  id: string
  known: Bulk | undefined
  onAnother: () => void
  onClose: () => void
}

function OneFile({ id, known, onAnother, onClose }: OneFileProps) {
  const { bulk, isMissing, error, hear } = useBulk(id, known)
  if (!bulk) {
    if (!isMissing && !error) return <Skeleton height={220} />
    return (
      <Stack align="start">
        <Note kind="error" title={strings.bulk.missing}>
          {error ? sentenceOf(error) : strings.bulk.missingHint}
        </Note>
        <Button variant="default" onClick={onAnother}>
          {strings.bulk.another}
        </Button>
      </Stack>
    )
  }
  const step = { bulk, hear, onAnother, onClose }
  switch (bulk.status) {
    case 'VALIDATING':
      return <Validating {...step} />
    case 'READY':
      return <Review {...step} />
    case 'SENDING':
      return <Sending {...step} />
    default:
      return <Summary {...step} />
  }
}
