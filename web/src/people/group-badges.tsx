import { Tooltip } from '@mantine/core'
import { strings } from '../strings'

const MAX_BADGES = 2

export function GroupBadges({ groups }: { groups: readonly { id: string; name: string }[] }) {
  if (groups.length === 0) return <span className="dimmed no-groups">{strings.none}</span>
  const rest = groups.slice(MAX_BADGES)
  const names = rest.map(({ name }) => name).join(', ')
  return (
    <span className="badges">
      {groups.slice(0, MAX_BADGES).map(({ id, name }) => (
        <bdi key={id} className="badge truncate" title={name}>
          {name}
        </bdi>
      ))}
      {rest.length > 0 && (
        <Tooltip label={names}>
          <button type="button" className="plain dimmed">
            +{rest.length} <span className="visually-hidden">{strings.people.moreGroups(names)}</span>
          </button>
        </Tooltip>
      )}
    </span>
  )
}
