import { jobs } from '../strings/jobs'

interface Props<T extends string> {
  label: string
  words: Record<T, string>
  chosen: readonly T[]
  onChange: (chosen: T[]) => void
}

/** Which states a list shows: none chosen is all of them. */
export function StateFilter<T extends string>({ label, words, chosen, onChange }: Props<T>) {
  const toggle = (state: T) =>
    onChange(chosen.includes(state) ? chosen.filter((each) => each !== state) : [...chosen, state])
  return (
    <fieldset className="statuses job-states" aria-label={label}>
      <button
        type="button"
        className="status"
        aria-pressed={chosen.length === 0}
        onClick={() => onChange([])}
      >
        {jobs.all}
      </button>
      {(Object.keys(words) as T[]).map((state) => (
        <button
          key={state}
          type="button"
          className="status"
          aria-pressed={chosen.includes(state)}
          onClick={() => toggle(state)}
        >
          {words[state]}
        </button>
      ))}
    </fieldset>
  )
}
