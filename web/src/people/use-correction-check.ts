import { useCallback, useMemo, useRef } from 'react'
import { type AddressNote, useAddressChecks } from '../invite/use-address-checks'
import { looksLikeAddress } from '../shared/address-list'

interface Settled {
  /** The address that was probably meant. */
  suggestion: string | undefined
  /** Whether it was not shown before. */
  isNew: boolean
}

/**
 * Has the server check the address that is typed in the place of `before`: of that one itself, only the slip is of
 * interest, and not that it is invited or suppressed.
 */
export function useCorrectionCheck(typed: string, before: string) {
  const email = typed.trim()
  const emails = useMemo(() => (looksLikeAddress(email) ? [email] : []), [email])
  const own = before.toLowerCase()
  const isIgnored = useCallback(
    (checked: string, { suggestion }: Pick<AddressNote, 'suggestion'>) => checked === own && !suggestion,
    [own],
  )
  const { notes, settle } = useAddressChecks(emails, isIgnored)
  const [note] = notes
  const shown = useRef<string>(undefined)
  const settleOne = async (): Promise<Settled> => {
    const isShown = Boolean(note?.suggestion) || shown.current === email
    const [found] = await settle(emails)
    shown.current = email
    const suggestion = found?.suggestion ?? undefined
    return { suggestion, isNew: suggestion !== undefined && !isShown }
  }
  return { note, settle: settleOne }
}
