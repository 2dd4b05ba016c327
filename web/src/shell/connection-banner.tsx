import { useDebouncedValue } from '@mantine/hooks'
import { useConnection } from '../api/connection'
import { strings } from '../strings'

const DELAY_MS = 1_500

/** Warns that what is shown may be out of date. A short interruption is not mentioned. */
export function ConnectionBanner() {
  const connection = useConnection()
  const [settled] = useDebouncedValue(connection, DELAY_MS)
  const shown = connection === 'online' ? connection : settled
  return <div role="status">{shown !== 'online' && <div className="banner">{strings.shell[shown]}</div>}</div>
}
