import { Button, Group, Stack, Text } from '@mantine/core'
import { useRef, useState } from 'react'
import { addressProblem } from '../shared/address-list'
import { roleLabel } from '../shared/role-label'
import { useRoles } from '../shared/roles'
import { strings } from '../strings'
import { correctAddress } from '../strings/suppressions'
import { CancelButton } from '../ui/cancel-button'
import { EmailField } from '../ui/email-field'
import { notify } from '../ui/notify'
import { useUnsaved } from '../ui/unsaved'
import { useInvalidFocus } from '../ui/use-invalid-focus'
import { AddressSuggestion } from './address-suggestion'
import { CorrectionRefusal } from './correction-refusal'
import { GroupBadges } from './group-badges'
import type { InvitationRow } from './queries'
import { type Refused, useCorrectAddress } from './use-correct-address'
import { useCorrectionCheck } from './use-correction-check'

interface Props {
  invitation: InvitationRow
  run: (action: () => Promise<unknown>) => Promise<void>
  isRunning: boolean
  onDone: () => void
}

export function CorrectAddressForm({ invitation, run, isRunning, onDone }: Props) {
  // The list may show another address behind this window by then.
  const [{ id, email: before, role, groups }] = useState(invitation)
  const roles = useRoles()
  const [typed, setTyped] = useState(before)
  const [problem, setProblem] = useState<string>()
  const [refused, setRefused] = useState<Refused>()
  const field = useRef<HTMLInputElement>(null)
  const isSelected = useRef(false)
  const form = useInvalidFocus<HTMLFormElement>(problem ?? refused)
  const check = useCorrectionCheck(typed, before)
  const { correct, release } = useCorrectAddress(id)
  const isChanged = typed.trim().toLowerCase() !== before.toLowerCase()
  useUnsaved(isChanged ? strings.dialog.changes : undefined)

  function type(text: string) {
    setTyped(text)
    setProblem(undefined)
    setRefused(undefined)
  }
  function take(suggestion: string) {
    type(suggestion)
    field.current?.focus()
  }
  async function send(isConfirmed = false) {
    const email = typed.trim()
    const refusal = await correct(email, isConfirmed)
    setRefused(refusal)
    if (refusal) return
    notify(correctAddress.done(email))
    onDone()
  }

  /** A slip is shown before anything is sent, once; in the place of the old address, Enter takes what was meant. */
  async function submit() {
    const wrong = addressProblem(typed.trim())
    if (wrong) return setProblem(correctAddress.notAddress(strings.invite.addressProblems[wrong]))
    const { suggestion, isNew } = await check.settle()
    if (isChanged) return isNew ? undefined : send()
    if (suggestion) return take(suggestion)
    setProblem(correctAddress.unchanged)
  }

  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void run(submit)
      }}
    >
      <Stack>
        <Text>{correctAddress.text}</Text>
        <div>
          <EmailField
            ref={field}
            label={correctAddress.email}
            autoComplete="off"
            data-autofocus
            value={typed}
            error={problem ?? refused?.message}
            onChange={(event) => type(event.currentTarget.value)}
            onFocus={({ currentTarget }) => {
              if (!isSelected.current) currentTarget.select()
              isSelected.current = true
            }}
          />
          {refused && (
            <CorrectionRefusal
              refused={refused}
              isRunning={isRunning}
              onRelease={(suppressionId) =>
                void run(async () => {
                  await release(suppressionId)
                  await send()
                })
              }
              onConfirm={() => void run(() => send(true))}
              onLeave={onDone}
            />
          )}
          {!problem && !refused && check.note && <AddressSuggestion note={check.note} onUse={take} />}
        </div>
        <dl className="facts" aria-label={correctAddress.kept}>
          <div>
            <dt className="dimmed">{strings.people.role}</dt>
            <dd>{roleLabel(roles, role)}</dd>
          </div>
          <div>
            <dt className="dimmed">{strings.people.groups}</dt>
            <dd>
              <GroupBadges groups={groups} />
            </dd>
          </div>
        </dl>
        <Group justify="end">
          <CancelButton />
          <Button type="submit" loading={isRunning}>
            {correctAddress.send}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
