import { type RefObject, useEffect, useRef } from 'react'

/** Moves the focus to the first field that is wrong in the element with the ref, whenever `problem` is another one. */
export function useInvalidFocus<T extends HTMLElement>(problem: unknown): RefObject<T | null> {
  const element = useRef<T>(null)
  useEffect(() => {
    if (problem) element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [problem])
  return element
}
