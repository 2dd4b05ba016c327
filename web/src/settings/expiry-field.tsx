import { NumberInput, Select, Stack } from '@mantine/core'
import { strings } from '../strings'
import { ChevronIcon } from '../ui/icons'
import { CUSTOM, daysOf, type Expiry, MAX_DAYS, MIN_DAYS, NEVER, USUAL_DAYS } from './expiry'

interface Props {
  value: Expiry
  error: string | undefined
  onChange: (value: Expiry) => void
}

/** After how many days invitations expire, from a few usual numbers or any other. */
export function ExpiryField({ value, error, onChange }: Props) {
  const isCustom = value.choice === CUSTOM
  return (
    <Stack gap="xs">
      <Select
        label={strings.settings.expiry}
        description={strings.settings.expiryHint}
        allowDeselect={false}
        rightSection={<ChevronIcon />}
        rightSectionPointerEvents="none"
        data={[
          { value: NEVER, label: strings.settings.never },
          ...USUAL_DAYS.map((days) => ({ value: String(days), label: strings.settings.days(days) })),
          { value: CUSTOM, label: strings.settings.custom },
        ]}
        value={value.choice}
        error={isCustom ? undefined : error}
        onChange={(choice) => choice && onChange({ choice, custom: daysOf(value) ?? '' })}
      />
      {isCustom && (
        <NumberInput
          label={strings.settings.customDays}
          min={MIN_DAYS}
          max={MAX_DAYS}
          clampBehavior="none"
          allowDecimal={false}
          allowNegative={false}
          value={value.custom}
          error={error}
          onChange={(custom) => onChange({ choice: CUSTOM, custom })}
        />
      )}
    </Stack>
  )
}
