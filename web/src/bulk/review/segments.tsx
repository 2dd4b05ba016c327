import { number, strings } from '../../strings'
import type { BulkInvite } from '../queries'
import { rowCount, SEGMENTS, type Segment } from './segment'

interface Props {
  bulkInvite: BulkInvite
  /** undefined where rows with one problem are looked at instead. */
  chosen: Segment | undefined
  onChoose: (segment: Segment) => void
}

/** Which rows are shown, each with how many there are now. */
export function Segments({ bulkInvite, chosen, onChoose }: Props) {
  return (
    <fieldset className="segments">
      <legend className="visually-hidden">{strings.review.which}</legend>
      {SEGMENTS.map((segment) => (
        <button
          key={segment}
          type="button"
          className="segment"
          data-segment={segment}
          aria-pressed={segment === chosen}
          onClick={() => onChoose(segment)}
        >
          {strings.review.segments[segment]}{' '}
          <span className="figures count">{number(rowCount(segment, bulkInvite))}</span>
        </button>
      ))}
      <span className="visually-hidden" role="status">
        {strings.review.counts(bulkInvite)}
      </span>
    </fieldset>
  )
}
