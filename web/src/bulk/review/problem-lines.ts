import type { RoleInfo } from '../../shared/roles'
import { strings } from '../../strings'
import type { ProblemGroup, ReviewedList } from './queries'

/** Which rows a line is about. Without a value: those with any. */
export type ProblemFilter = Pick<ProblemGroup, 'code' | 'severity'> & {
  column: ProblemGroup['column']
  value?: string
}

/** What is wrong with several rows, said once. */
export interface ProblemLine {
  key: string
  severity: ProblemGroup['severity']
  text: string
  rowCount: number
  filter: ProblemFilter
  /** Whether its rows may not have been meant to be in the file. */
  isRemovable: boolean
  /** The one value that all of its rows have, which can be replaced; undefined where they have several. */
  group: ProblemGroup | undefined
}

/**
 * Returns the problems that several rows share, errors first. Those that become Admin or Group Admin are one line, however
 * their cells are written. What a single row has stands with the row.
 */
export function problemLines(list: ReviewedList, roles: readonly RoleInfo[]): ProblemLine[] {
  const powerful = list.problemGroups.filter(isPowerful)
  const lines = list.problemGroups
    .filter((group) => !isPowerful(group) || group === powerful[0])
    .map((group) => (isPowerful(group) ? powerfulLine(powerful, list.defaultRole, roles) : lineOf(group)))
  return lines.filter(({ rowCount }) => rowCount > 1)
}

/** The sheet hides the row, as a filter or its author wanted it: it may be an old one. */
const HIDDEN_ROW = 'HIDDEN_ROW'

/** Roles that manage people are the only ones that are warned of. */
const isPowerful = ({ code, severity }: ProblemGroup) => code === 'INVALID_ROLE' && severity === 'WARNING'

function powerfulLine(
  groups: ProblemGroup[],
  defaultRole: string | null,
  roles: readonly RoleInfo[],
): ProblemLine {
  const counts = new Map<string, number>()
  for (const { value, rowCount } of groups) {
    const name = keyOf(value || (defaultRole ?? ''))
    const label = roles.find((each) => keyOf(each.label) === name)?.label ?? value
    counts.set(label, (counts.get(label) ?? 0) + rowCount)
  }
  return {
    key: 'powerful',
    severity: 'WARNING',
    text: strings.review.powerful([...counts].sort(([, one], [, other]) => other - one)),
    rowCount: groups.reduce((sum, { rowCount }) => sum + rowCount, 0),
    filter: { code: 'INVALID_ROLE', severity: 'WARNING', column: 'ROLE' },
    isRemovable: false,
    group: undefined,
  }
}

/** 'group admin', 'GROUP_ADMIN' and 'GroupAdmin' are one role. */
const keyOf = (role: string) => role.toLowerCase().replace(/[\s_\u2010-\u2015-]/g, '')

function lineOf(group: ProblemGroup): ProblemLine {
  const { code, severity, column, value, valueCount, rowCount } = group
  const isOne = valueCount <= 1
  return {
    key: [severity, code, column, value, valueCount > 1, group.suggestion].join('\n'),
    severity,
    text: strings.review.problemOfRows({ code, severity, column, value }, rowCount),
    rowCount,
    filter: isOne ? { code, severity, column, value } : { code, severity, column },
    isRemovable: (code as string) === HIDDEN_ROW,
    group: isOne && isReplaceable(group) ? group : undefined,
  }
}

/** Another text would mend it in all rows at once. Addresses differ from person to person. */
const isReplaceable = ({ column }: ProblemGroup) => column === 'ROLE' || column === 'GROUPS'
