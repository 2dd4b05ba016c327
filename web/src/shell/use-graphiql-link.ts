import { useLocalStorage } from '@mantine/hooks'
import { graphiqlPlace } from '../api/address'

interface GraphiqlLink {
  /** Whether the server has GraphiQL at all. */
  isServed: boolean
  /** Whether it stands in the navigation: in development, and for who wants it. */
  isShown: boolean
  toggle: () => void
}

/** GraphiQL in the navigation; this browser keeps what was chosen in the account menu. */
export function useGraphiqlLink(): GraphiqlLink {
  const isServed = graphiqlPlace !== 'none'
  const [isShown, setShown] = useLocalStorage({
    key: 'senturo-graphiql-shown',
    defaultValue: graphiqlPlace === 'navigation',
    getInitialValueInEffect: false,
  })
  return { isServed, isShown: isServed && isShown, toggle: () => setShown(!isShown) }
}
