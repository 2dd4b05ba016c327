import { Button, Stack, Text } from '@mantine/core'
import { useLayoutEffect, useRef } from 'react'
import { strings } from '../../strings'
import '../../styles/review-rows.css'

interface Props {
  text: string
  /** undefined where all rows are looked at already. */
  onShowAll: (() => void) | undefined
}

/** Where the last row of what was looked at is gone, with what can be looked at instead. */
export function NoRows({ text, onShowAll }: Props) {
  const button = useRef<HTMLButtonElement>(null)
  // The row that had the focus went away with it.
  useLayoutEffect(() => {
    if (document.activeElement === document.body) button.current?.focus()
  }, [])
  return (
    <Stack className="no-rows" align="center" gap="xs">
      <Text c="dimmed">{text}</Text>
      {onShowAll && (
        <Button ref={button} variant="default" size="compact-sm" onClick={onShowAll}>
          {strings.review.showAll}
        </Button>
      )}
    </Stack>
  )
}
