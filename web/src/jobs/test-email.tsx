import { Button, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useMutation } from 'urql'
import { useFormErrors } from '../account/use-form-errors'
import type { ResultOf } from '../api/graphql'
import { requireSuccess } from '../api/payloads'
import { jobsTest } from '../strings/jobs'
import { DisabledWithReason } from '../ui/disabled-with-reason'
import { EmailField } from '../ui/email-field'
import { Note } from '../ui/note'
import { refuse } from './act-form'
import { useActReason } from './act-rights'
import { Conversation } from './conversation'
import { SendTestEmail } from './mutations'

type Sent = ResultOf<typeof SendTestEmail>['sendTestEmail']

/** Sends an email straight to the mail server, and shows what both said. */
export function TestEmail() {
  const [to, setTo] = useState('')
  const [sent, setSent] = useState<Sent>()
  const [, send] = useMutation(SendTestEmail)
  const { form, run, isRunning, error } = useFormErrors()
  const reason = useActReason()
  const submit = () => {
    setSent(undefined)
    void run(async () => {
      if (!to.trim()) refuse('to', jobsTest.missing)
      setSent(await requireSuccess(send({ input: { to: to.trim() } })))
    })
  }
  return (
    <Stack gap="lg" maw={760}>
      <form
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!reason) submit()
        }}
      >
        <Stack gap="sm" align="start">
          <div>
            <Title order={2}>{jobsTest.title}</Title>
            <Text c="dimmed">{jobsTest.hint}</Text>
          </div>
          <EmailField
            label={jobsTest.to}
            autoComplete="off"
            className="test-address"
            value={to}
            error={error?.messageFor('to')}
            onChange={(event) => setTo(event.currentTarget.value)}
          />
          {error && !error.messageFor('to') && <Note kind="error">{error.message}</Note>}
          <DisabledWithReason reason={reason}>
            {(disabledProps) => (
              <Button type="submit" loading={isRunning} {...disabledProps}>
                {jobsTest.send}
              </Button>
            )}
          </DisabledWithReason>
        </Stack>
      </form>
      {sent && (
        <>
          <Note
            kind={sent.isAccepted ? 'ok' : 'error'}
            title={sent.isAccepted ? jobsTest.accepted : jobsTest.refused}
          >
            {sent.isAccepted ? jobsTest.acceptedHint : jobsTest.refusedHint}
          </Note>
          <Conversation lines={sent.conversation} />
        </>
      )}
    </Stack>
  )
}
