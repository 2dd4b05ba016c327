import { Box } from '@mantine/core'
import { useSearchParams } from 'wouter'
import { unknownParameters } from '../people/list-location'
import { WrongLink } from '../people/wrong-link'
import { strings } from '../strings'

const KNOWN = ['q', 'page', 'after', 'before']

/** What means nothing in the address of the groups. */
export function WrongParts() {
  const [parameters, setParameters] = useSearchParams()
  const others = [...parameters.keys()].filter((name) => !KNOWN.includes(name))
  const unknown = [...new Set([...others, ...unknownParameters(parameters)])]
  if (unknown.length === 0) return null
  const tidy = () =>
    setParameters(
      (before) => {
        for (const name of unknown) before.delete(name)
        return before
      },
      { replace: true },
    )
  return (
    <Box mb="md">
      <WrongLink
        title={strings.wrongLink.unknown}
        text={strings.wrongLink.unknownText(unknown.map((name) => `${name}=${parameters.get(name)}`))}
        action={strings.wrongLink.tidy}
        onAction={tidy}
      />
    </Box>
  )
}
