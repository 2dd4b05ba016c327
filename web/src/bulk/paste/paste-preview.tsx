import { Button, Group } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { pasting } from '../../strings/pasting'
import { useUnsaved } from '../../ui/unsaved'
import type { Pasted } from './pasted'
import '../../styles/pasting.css'

const DRAGGING = ['dragover', 'drop']

interface Props {
  pasted: Pasted
  isUploading: boolean
  isDisabled: boolean
  onContinue: () => void
  onDiscard: () => void
}

/** What was pasted, before it is uploaded: how much it is, and its first lines. */
export function PastePreview({ pasted, isUploading, isDisabled, onContinue, onDiscard }: Props) {
  const { kind, count, rows } = pasted
  const button = useRef<HTMLButtonElement>(null)
  // What is pasted next has the focus go on here, too.
  // biome-ignore lint/correctness/useExhaustiveDependencies: for each that is pasted.
  useEffect(() => button.current?.focus(), [pasted])
  useUnsaved(pasting.unsaved)
  useEffect(() => {
    // A browser opens a file in the place of the page where nothing takes it.
    const keepPage = (event: Event) => event.preventDefault()
    for (const kind of DRAGGING) document.addEventListener(kind, keepPage)
    return () => {
      for (const kind of DRAGGING) document.removeEventListener(kind, keepPage)
    }
  }, [])
  return (
    <section className="pasted" aria-labelledby="pasted">
      <h3 className="small-heading" id="pasted">
        {pasting.found[kind](count)}
      </h3>
      <ol>
        {rows.map((cells, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name, and none moves.
          <li key={place}>
            <bdi className="truncate">{cells.join(pasting.betweenCells)}</bdi>
          </li>
        ))}
      </ol>
      {count > rows.length && <p className="dimmed small">{pasting.more(count - rows.length)}</p>}
      <Group justify="end" gap="xs" mt="sm">
        <Button variant="default" disabled={isUploading} onClick={onDiscard}>
          {pasting.discard}
        </Button>
        <Button ref={button} loading={isUploading} disabled={isDisabled} onClick={onContinue}>
          {pasting.go}
        </Button>
      </Group>
    </section>
  )
}
