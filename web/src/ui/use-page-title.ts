import { useEffect } from 'react'
import { productName } from '../api/address'

/** Names the page in the browser's tab and history, the most particular first: "Invited Users · Acme · Senturo". */
export function usePageTitle(...parts: string[]) {
  const title = [...parts, productName].join(' · ')
  useEffect(() => {
    document.title = title
  }, [title])
}
