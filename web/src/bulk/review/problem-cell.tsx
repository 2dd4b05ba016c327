import { strings } from '../../strings'
import { ErrorIcon, TickIcon, WarningIcon } from '../../ui/icons'
import type { ReviewRow, RowProblem } from './queries'
import '../../styles/review-cells.css'

interface Props {
  row: ReviewRow
  person: string
  isBusy: boolean
  onUse: (problem: RowProblem) => void
}

/** What is wrong with a row and how bad it is, or that it is ready. */
export function ProblemCell({ row, person, isBusy, onUse }: Props) {
  if (row.problems.length === 0) {
    return (
      <span className="verdict ok">
        <TickIcon />
        {strings.review.ready}
      </span>
    )
  }
  return (
    <ul className="row-problems">
      {row.problems.map((problem) => (
        <li key={`${problem.code} ${problem.message}`}>
          <Verdict severity={problem.severity} /> <span className="breakable">{problem.message}</span>{' '}
          {problem.suggestion && (
            <button
              type="button"
              tabIndex={-1}
              className="link breakable"
              disabled={isBusy}
              aria-label={strings.review.takeFor(problem.suggestion, person)}
              onClick={() => onUse(problem)}
            >
              {strings.review.use(problem.suggestion)}
            </button>
          )}
        </li>
      ))}
    </ul>
  )
}

export function Verdict({ severity }: { severity: RowProblem['severity'] }) {
  const isError = severity === 'ERROR'
  return (
    <span className={isError ? 'verdict error' : 'verdict warning'}>
      {isError ? <ErrorIcon /> : <WarningIcon />}
      {strings.review.severity[severity]}
    </span>
  )
}
