import { useDisclosure } from '@mantine/hooks'
import { strings } from '../strings'

const MAX_GROUPS = 5

interface Props {
  roleLabel: string
  roleDescription: string
  groupNames: readonly string[]
}

/** What an invitation offers: the role in words, and the groups, of which many fold. */
export function Offer({ roleLabel, roleDescription, groupNames }: Props) {
  const [isOpen, { toggle }] = useDisclosure()
  const shown = isOpen ? groupNames : groupNames.slice(0, MAX_GROUPS)
  const folded = groupNames.length - MAX_GROUPS
  return (
    <dl className="offer small">
      <dt>{roleLabel}</dt>
      <dd className="sentence">{roleDescription}</dd>
      {groupNames.length > 0 && (
        <>
          <dt>{strings.accept.groups}</dt>
          <dd className="offer-groups">
            {shown.map((name) => (
              <bdi key={name} className="badge truncate" title={name}>
                {name}
              </bdi>
            ))}
            {folded > 0 && (
              <button type="button" className="link" aria-expanded={isOpen} onClick={toggle}>
                {isOpen ? strings.accept.fewerGroups : strings.accept.moreGroups(folded)}
              </button>
            )}
          </dd>
        </>
      )}
    </dl>
  )
}
