import type { ComboboxProps } from '@mantine/core'

/**
 * For selects in dialogs, whose buttons stand below them: the list opens upwards, over what is filled in already. It is
 * so low that it fits there, and goes the other way only in a window where it does not.
 */
export const UPWARDS: { comboboxProps: ComboboxProps; maxDropdownHeight: number } = {
  comboboxProps: { position: 'top', middlewares: { flip: true, shift: true } },
  maxDropdownHeight: 220,
}
