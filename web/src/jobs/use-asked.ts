import { useCallback, useState } from 'react'

/** What is asked about, in a window. What was asked last stays, for as long as its window closes. */
export function useAsked<Asked>() {
  const [state, setState] = useState<{ asked: Asked; isOpen: boolean }>()
  const ask = useCallback((asked: Asked) => setState({ asked, isOpen: true }), [])
  const close = useCallback(() => setState((before) => before && { ...before, isOpen: false }), [])
  return { asked: state?.asked, isOpen: state?.isOpen ?? false, ask, close }
}
