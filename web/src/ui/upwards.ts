import type { ComboboxProps } from '@mantine/core'

/**
 * For selects in dialogs, whose buttons stand below them: the list opens upwards, over what is filled in already. Lists
 * are so low that they fit there; it goes the other way only in a window where it does not.
 */
export const UPWARDS: { comboboxProps: ComboboxProps } = {
  comboboxProps: { position: 'top', middlewares: { flip: true, shift: true } },
}
