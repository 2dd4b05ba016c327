import { Stack } from '@mantine/core'
import { useSearchParams } from 'wouter'
import { WrongLink } from '../people/wrong-link'
import { strings } from '../strings'
import { unknownParts } from './activity-location'
import { useActor } from './use-actor'
import { useFilters } from './use-filters'

/** What is wrong with the address of the activity: parts that mean nothing, and a person who is not there. */
export function WrongFilters() {
  const [parameters, setParameters] = useSearchParams()
  const [{ actor }, setFilters] = useFilters()
  const { isUnknown } = useActor(actor)
  const unknown = unknownParts(parameters)
  const tidy = () =>
    setParameters(
      (before) => {
        for (const [name, value] of unknown) before.delete(name, value)
        return before
      },
      { replace: true },
    )
  if (unknown.length === 0 && !isUnknown) return null
  return (
    <Stack gap="xs" mb="md">
      {unknown.length > 0 && (
        <WrongLink
          title={strings.wrongLink.unknown}
          text={strings.wrongLink.unknownText(unknown.map((part) => part.join('=')))}
          action={strings.wrongLink.tidy}
          onAction={tidy}
        />
      )}
      {isUnknown && (
        <WrongLink
          title={strings.activity.noActor}
          text={strings.activity.noActorText}
          action={strings.activity.everybody}
          onAction={() => setFilters({ actor: undefined }, true)}
        />
      )}
    </Stack>
  )
}
