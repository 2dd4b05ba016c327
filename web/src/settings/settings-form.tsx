import { Button, Group, Paper, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { productName } from '../api/address'
import type { RefusedError } from '../api/errors'
import { strings } from '../strings'
import { DisabledWithReason } from '../ui/disabled-with-reason'
import { useInvalidFocus } from '../ui/use-invalid-focus'
import { useLeaveQuestion } from '../ui/use-leave-question'
import { daysOf, type Expiry, expiryOf, MAX_DAYS, MIN_DAYS } from './expiry'
import { ExpiryField } from './expiry-field'
import type { Settings } from './queries'
import { useSaveSettings } from './use-save-settings'

/** What was changed and is not saved yet; what is left out is as it is saved, whoever changes that meanwhile. */
interface Draft {
  name?: string
  expiry?: Expiry
}

export function SettingsForm({ saved }: { saved: Settings }) {
  const [draft, setDraft] = useState<Draft>({})
  const [refusal, setRefusal] = useState<RefusedError>()
  const [isRangeShown, setRangeShown] = useState(false)
  const [save, isSaving] = useSaveSettings()
  const { name = saved.name, expiry = expiryOf(saved.invitationTtlDays) } = draft
  const days = daysOf(expiry)
  const isNameChanged = name.trim() !== saved.name
  const isExpiryChanged = days !== saved.invitationTtlDays
  const isChanged = isNameChanged || isExpiryChanged
  const leaveQuestion = useLeaveQuestion(isChanged ? strings.dialog.changes : undefined)

  function change(part: Draft) {
    setDraft((before) => ({ ...before, ...part }))
    setRefusal(undefined)
    setRangeShown(false)
  }
  function submit(event: FormEvent) {
    event.preventDefault()
    if (!isChanged) return
    setRefusal(undefined)
    setRangeShown(days === undefined)
    if (days === undefined) return
    const input = {
      ...(isNameChanged && { name }),
      ...(isExpiryChanged && { invitationTtlDays: days }),
    }
    // What is typed while it is saved is a draft of its own.
    const onSaved = () => setDraft((current) => (current === draft ? {} : current))
    void save(input, { onSaved, onRefused: setRefusal })
  }
  const outOfRange = isRangeShown ? strings.settings.outOfRange(MIN_DAYS, MAX_DAYS) : undefined
  const form = useInvalidFocus<HTMLFormElement>(outOfRange ?? refusal)
  return (
    <form ref={form} noValidate onSubmit={submit}>
      <Paper withBorder p="lg" maw={680}>
        <Stack gap="lg" maw={560}>
          <TextInput
            label={strings.settings.name}
            description={strings.settings.nameHint}
            aria-required
            value={name}
            error={refusal?.messageFor('name')}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <ExpiryField
            value={expiry}
            error={outOfRange ?? refusal?.messageFor('invitationTtlDays')}
            onChange={(chosen) => change({ expiry: chosen })}
          />
          <div>
            <Text className="bold">{strings.settings.rowLimit}</Text>
            <Text className="figures">{strings.settings.rowLimitValue(saved.bulkInviteRowLimit)}</Text>
            <Text c="dimmed" className="small breakable">
              {strings.settings.rowLimitHint(productName)}
            </Text>
          </div>
          <Group>
            <DisabledWithReason reason={isChanged ? undefined : strings.settings.unchanged}>
              {(disabledProps) => (
                <Button type="submit" loading={isSaving} {...disabledProps}>
                  {strings.settings.save}
                </Button>
              )}
            </DisabledWithReason>
            {isChanged && (
              <Button variant="default" onClick={() => change({ name: undefined, expiry: undefined })}>
                {strings.settings.discard}
              </Button>
            )}
          </Group>
        </Stack>
      </Paper>
      {leaveQuestion}
    </form>
  )
}
