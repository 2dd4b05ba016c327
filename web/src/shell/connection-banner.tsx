import { useDebouncedValue } from '@mantine/hooks'
import { useConnection } from '../api/connection'
import { strings } from '../strings'

const PATIENCE_MS = 1_500

/** Says when what is shown may be old. A hiccup is not worth a word. */
export function ConnectionBanner() {
  const [connection] = useDebouncedValue(useConnection(), PATIENCE_MS)
  return (
    <div role="status">
      {connection !== 'online' && <div className="banner">{strings.shell[connection]}</div>}
    </div>
  )
}
