import { number } from '../../strings'
import type { ReviewRow } from './queries'

const MAX_NAMES = 3

interface ShownGroups {
  names: { name: string; isWrong: boolean }[]
  hidden: number
  /** All that is seen, as a text. */
  text: string
}

/** The names that there is room for: those that a problem is about are always among them. */
export function shownGroups(
  { problems }: Pick<ReviewRow, 'problems'>,
  groups: readonly string[],
): ShownGroups {
  const wrong = new Set(problems.map(({ value }) => value))
  const named = [...new Set(groups)].map((name) => ({ name, isWrong: wrong.has(name) }))
  named.sort((one, other) => Number(other.isWrong) - Number(one.isWrong))
  const names = named.slice(0, MAX_NAMES)
  const hidden = named.length - names.length
  const text = names.map(({ name }) => name).join(', ')
  return { names, hidden, text: hidden > 0 ? `${text} +${number(hidden)}` : text }
}

export function GroupNames({ groups: { names, hidden } }: { groups: ShownGroups }) {
  return (
    <span className="breakable">
      {names.map(({ name, isWrong }, index) => (
        <span key={name}>
          {index > 0 && ', '}
          <bdi className={isWrong ? 'wrong' : undefined}>{name}</bdi>
        </span>
      ))}
      {hidden > 0 && ` +${number(hidden)}`}
    </span>
  )
}
