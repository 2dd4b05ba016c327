import { useSearchParams } from 'wouter'
import { WrongLink } from '../people/wrong-link'
import { strings } from '../strings'
import { unknownParts } from './jobs-location'

/** What is wrong with the address: parts that mean nothing. */
export function WrongParts() {
  const [parameters, setParameters] = useSearchParams()
  const unknown = unknownParts(parameters)
  if (unknown.length === 0) return null
  const tidy = () =>
    setParameters(
      (before) => {
        for (const [name, value] of unknown) before.delete(name, value)
        return before
      },
      { replace: true },
    )
  return (
    <div className="wrong-parts">
      <WrongLink
        title={strings.wrongLink.unknown}
        text={strings.wrongLink.unknownText(unknown.map((part) => part.join('=')))}
        action={strings.wrongLink.tidy}
        onAction={tidy}
      />
    </div>
  )
}
