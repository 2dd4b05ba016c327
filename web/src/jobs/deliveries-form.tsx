import { Button, Group, Text, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { asRefusedError, type RefusedError } from '../api/errors'
import { strings } from '../strings'
import { jobsAct } from '../strings/jobs-acts'
import { CancelButton } from '../ui/cancel-button'
import { Note } from '../ui/note'
import { RetryNote } from '../ui/retry-note'
import { ActForm, refuse } from './act-form'
import { type ActName, type Counts, type Filter, partsOf, statusesFor, sumOf, type Target } from './target'
import { useMatching } from './use-matching'
import { wholeNumber } from './whole-number'

/** What is sent with every act on emails. */
export interface Sent {
  filter: Filter
  expectedCount: number
}

interface Props {
  act: ActName
  target: Target
  isDanger?: boolean
  isChanged: boolean
  fields: readonly string[]
  confirmLabel: (count: number) => string
  /** Throws RefusedError. */
  onSend: (sent: Sent) => Promise<unknown>
  /** What will happen, and what is to be chosen. */
  children: (counts: Counts, count: number, error: RefusedError | undefined) => ReactNode
}

/** An act on all emails of a target: which they are, what will happen with them, and how many there may be at most. */
export function DeliveriesForm(props: Props) {
  const { act, target, isDanger = false, isChanged, fields, confirmLabel, onSend, children } = props
  const statuses = statusesFor(act, target)
  const { counts, isBounded, problem, countAgain } = useMatching(target, statuses)
  const [typed, setTyped] = useState<string>()
  if (problem) return <RetryNote title={jobsAct.notCounted} text={problem} onRetry={countAgain} />
  if (!counts) return <Text role="status">{jobsAct.counting}</Text>
  const count = sumOf(counts, statuses)
  if (count === 0) return <Nothing onAgain={countAgain} />

  const expected = typed ?? String(count)
  const send = async () => {
    const expectedCount = wholeNumber(expected)
    if (!expectedCount) refuse('expectedCount', jobsAct.expectedWrong)
    try {
      await onSend({ filter: { ...target.filter, statuses }, expectedCount })
    } catch (error) {
      // More or others match by now than were seen.
      if (asRefusedError(error).messageFor('expectedCount')) countAgain()
      throw error
    }
  }
  return (
    <ActForm
      confirmLabel={confirmLabel(count)}
      isDanger={isDanger}
      isChanged={isChanged || typed !== undefined}
      fields={['expectedCount', ...fields]}
      onSend={send}
    >
      {(error) => (
        <>
          <div>
            <Text className="breakable">{target.what}</Text>
            <Text className="bold figures">{jobsAct.counts(count, partsOf(counts, statuses))}</Text>
          </div>
          {children(counts, count, error)}
          <TextInput
            label={jobsAct.expected}
            description={isBounded ? jobsAct.atLeast : jobsAct.expectedHint}
            className="short-field"
            inputMode="numeric"
            aria-required
            value={expected}
            error={error?.messageFor('expectedCount')}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        </>
      )}
    </ActForm>
  )
}

function Nothing({ onAgain }: { onAgain: () => void }) {
  return (
    <>
      <Note kind="info">{jobsAct.nothing}</Note>
      <Group justify="end" mt="lg">
        <CancelButton label={strings.close} />
        <Button variant="default" onClick={onAgain}>
          {strings.retry}
        </Button>
      </Group>
    </>
  )
}
