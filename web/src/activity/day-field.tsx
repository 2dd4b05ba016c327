import { TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { dayOf } from './activity-location'

interface Props {
  label: string
  value: string | undefined
  error?: string | undefined
  onChange: (day: string | undefined) => void
}

/** A day, in the form that the browser's owner is used to. While a year is being typed it is none yet. */
export function DayField({ label, value, error, onChange }: Props) {
  const [text, setText] = useState(value ?? '')
  useEffect(() => setText(value ?? ''), [value])
  return (
    <TextInput
      type="date"
      className="day-field"
      label={label}
      max="9999-12-31"
      value={text}
      error={error}
      onChange={(event) => {
        const typed = event.currentTarget.value
        setText(typed)
        const day = dayOf(typed)
        if (day || !typed) onChange(day)
      }}
    />
  )
}
