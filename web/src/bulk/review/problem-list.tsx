import { Button } from '@mantine/core'
import { useState } from 'react'
import { strings } from '../../strings'
import { Verdict } from './problem-cell'
import type { ProblemLine } from './problem-lines'
import type { ProblemGroup } from './queries'
import '../../styles/problem-lines.css'

/** Without being asked for more. */
const MAX_LINES = 3

interface Props {
  lines: readonly ProblemLine[]
  /** The line whose rows are shown. */
  shown: string | undefined
  isBusy: boolean
  onShow: (line: ProblemLine | undefined) => void
  onReplace: (group: ProblemGroup) => void
  onUse: (group: ProblemGroup, suggestion: string) => void
  /** undefined where no group may be made. */
  onCreate: ((group: ProblemGroup) => void) | undefined
  onRemove: (line: ProblemLine) => void
}

interface LineButtonProps {
  /** What it does, with the rows that it is about. */
  label: string
  isDisabled: boolean
  onClick: () => void
  children: string
}

function LineButton({ label, isDisabled, onClick, children }: LineButtonProps) {
  return (
    <button type="button" className="link" disabled={isDisabled} aria-label={label} onClick={onClick}>
      {children}
    </button>
  )
}

/** What is wrong with several rows, once, and what mends it in all of them. */
export function ProblemList(props: Props) {
  const { lines, shown, isBusy, onShow, onReplace, onUse, onCreate, onRemove } = props
  const [isLong, setLong] = useState(false)
  if (lines.length === 0) return null
  const hidden = lines.length - MAX_LINES
  return (
    <section className="problem-lines" aria-label={strings.review.shared}>
      <ul>
        {lines.slice(0, isLong ? undefined : MAX_LINES).map((line) => {
          const { key, severity, text, group } = line
          const unknown = group?.code === 'UNKNOWN_GROUP' && group.value ? group : undefined
          const isShown = key === shown
          return (
            <li key={key}>
              <span className="problem-line">
                <Verdict severity={severity} /> <span className="breakable">{text}</span>
              </span>
              <span className="problem-acts">
                {group?.suggestion && (
                  <LineButton
                    isDisabled={isBusy}
                    label={strings.review.takeInAll(group.suggestion, text)}
                    onClick={() => onUse(group, group.suggestion ?? '')}
                  >
                    {strings.review.use(group.suggestion)}
                  </LineButton>
                )}
                {group && (
                  <LineButton
                    isDisabled={isBusy}
                    label={strings.review.replaceFor(text)}
                    onClick={() => onReplace(group)}
                  >
                    {strings.review.replace}
                  </LineButton>
                )}
                {unknown && onCreate && (
                  <LineButton
                    isDisabled={isBusy}
                    label={strings.review.createFor(unknown.value, text)}
                    onClick={() => onCreate(unknown)}
                  >
                    {strings.review.create}
                  </LineButton>
                )}
                {line.isRemovable && (
                  <LineButton
                    isDisabled={isBusy}
                    label={strings.review.removeThese(text)}
                    onClick={() => onRemove(line)}
                  >
                    {strings.review.removeRows}
                  </LineButton>
                )}
                <button
                  type="button"
                  className="link"
                  aria-pressed={isShown}
                  aria-label={isShown ? strings.review.showAllRows(text) : strings.review.showRows(text)}
                  onClick={() => onShow(isShown ? undefined : line)}
                >
                  {isShown ? strings.review.showAll : strings.review.show}
                </button>
              </span>
            </li>
          )
        })}
      </ul>
      {hidden > 0 && (
        <Button variant="subtle" size="compact-xs" aria-expanded={isLong} onClick={() => setLong(!isLong)}>
          {isLong ? strings.review.fewerLines : strings.review.moreLines(hidden)}
        </Button>
      )}
    </section>
  )
}
