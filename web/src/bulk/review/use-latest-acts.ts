import { useEffect, useRef, useState } from 'react'

/**
 * Returns the same functions each time, which do what the newest of these do: whatever they are given to is not drawn anew
 * because of them.
 */
export function useLatestActs<T extends object>(acts: T): T {
  const latest = useRef(acts)
  useEffect(() => {
    latest.current = acts
  })
  const [stable] = useState(() => {
    const names = Object.keys(acts) as (keyof T)[]
    const call =
      (name: keyof T) =>
      (...args: unknown[]) =>
        (latest.current[name] as Act)(...args)
    return Object.fromEntries(names.map((name) => [name, call(name)])) as T
  })
  return stable
}

type Act = (...args: unknown[]) => unknown
