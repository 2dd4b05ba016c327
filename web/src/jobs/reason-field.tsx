import { Textarea } from '@mantine/core'
import { jobsAct } from '../strings/jobs-acts'

/** The server keeps no longer ones. */
const MAX_LENGTH = 500

interface Props {
  isRequired?: boolean
  description?: string
  value: string
  error: string | undefined
  onChange: (text: string) => void
}

/** Why it is done, for whoever looks later. */
export function ReasonField({ isRequired = false, description, value, error, onChange }: Props) {
  return (
    <Textarea
      label={isRequired ? jobsAct.reason : jobsAct.optional}
      description={description ?? jobsAct.reasonHint}
      aria-required={isRequired}
      autosize
      minRows={2}
      maxRows={5}
      maxLength={MAX_LENGTH}
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
