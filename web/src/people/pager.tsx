import { ActionIcon, Group, Text } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { strings } from '../strings'
import { LeftIcon, RightIcon } from '../ui/icons'
import { type ListLocation, PAGE_SIZE } from './list-location'
import type { SetListLocation } from './use-list-location'

interface Props {
  location: ListLocation
  setLocation: SetListLocation
  total: number
  isExact: boolean
  shown: number
  info: {
    hasNextPage: boolean
    hasPreviousPage: boolean
    startCursor: string | null
    endCursor: string | null
  }
}

export function Pager({ location, setLocation, total, isExact, shown, info }: Props) {
  const buttons = useRef<HTMLDivElement>(null)
  const hasTurned = useRef(false)
  /** The new page is read from its top. */
  function turn(change: Parameters<SetListLocation>[0]) {
    hasTurned.current = true
    setLocation(change)
    scrollTo({ top: 0 })
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: with the new page, a button may have become disabled.
  useEffect(() => {
    if (!hasTurned.current) return
    hasTurned.current = false
    // The keyboard goes on from here: from the button that was pressed, or from the other one at the last page.
    const all = [...(buttons.current?.querySelectorAll('button') ?? [])]
    const enabled = all.filter((button) => !button.disabled)
    const pressed = enabled.find((button) => button === document.activeElement)
    ;(pressed ?? enabled[0])?.focus({ preventScroll: true })
  }, [info.startCursor])
  const from = (location.page - 1) * PAGE_SIZE + 1
  const to = from + shown - 1
  const previous = location.page - 1
  return (
    <Group component="nav" justify="space-between" mt="sm" aria-label={strings.people.pages}>
      <Text c="dimmed" className="figures" aria-live="polite">
        {strings.people.page(from, to, Math.max(total, to), isExact)}
      </Text>
      {total > shown && (
        <Group gap="xs" ref={buttons}>
          <ActionIcon
            variant="default"
            size={36}
            aria-label={strings.people.previous}
            disabled={!info.hasPreviousPage && location.page === 1}
            onClick={() => turn({ page: previous, before: info.startCursor ?? undefined, after: undefined })}
          >
            <LeftIcon />
          </ActionIcon>
          <ActionIcon
            variant="default"
            size={36}
            aria-label={strings.people.next}
            disabled={!info.hasNextPage}
            onClick={() =>
              turn({ page: location.page + 1, after: info.endCursor ?? undefined, before: undefined })
            }
          >
            <RightIcon />
          </ActionIcon>
        </Group>
      )}
    </Group>
  )
}
