import { useDebouncedValue } from '@mantine/hooks'
import { useConnection } from '../api/connection'
import { strings } from '../strings'

const PATIENCE_MS = 1_500

/** Says when what is shown may be old. A hiccup is not worth a word. */
export function ConnectionBanner() {
  const connection = useConnection()
  const [settled] = useDebouncedValue(connection, PATIENCE_MS)
  const shown = connection === 'online' ? connection : settled
  return <div role="status">{shown !== 'online' && <div className="banner">{strings.shell[shown]}</div>}</div>
}
