import { useEffect } from 'react'
import { strings } from '../strings'

/** Names the page in the browser's tab and history, the most particular first: "Invited Users · Acme · Senturo". */
export function usePageTitle(...parts: string[]) {
  const title = [...parts, strings.product].join(' · ')
  useEffect(() => {
    document.title = title
  }, [title])
}
