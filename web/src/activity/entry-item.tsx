import { strings } from '../strings'
import { Avatar } from '../ui/avatar'
import { LongWords } from '../ui/long-words'
import { RelativeTime } from '../ui/relative-time'
import { actorName, entryText, fieldName, shownChanges } from './entry-text'
import type { Entry } from './queries'

interface Props {
  entry: Entry
  onActor: (actorId: string) => void
}

/** One entry: who, what, whom, from what to what, and when. */
export function EntryItem({ entry, onActor }: Props) {
  const changes = shownChanges(entry)
  const text = entryText(entry)
  const { actorId, subjectName, subjectEmail } = entry
  const isAddressNew = subjectEmail && subjectEmail !== entry.actorName && !text.includes(subjectEmail)
  return (
    <li className="entry">
      <Avatar name={entry.actorName} />
      <div>
        <Actor entry={entry} onFilter={actorId ? () => onActor(actorId) : undefined} />
      </div>
      <span className="dimmed">
        <RelativeTime timestamp={entry.at} />
      </span>
      <div className="entry-text">
        <div className="sentence">
          <p className="breakable">
            <Sentence text={text} name={subjectName} />
          </p>
          {isAddressNew && (
            <span className="dimmed breakable">
              <LongWords text={subjectEmail} />
            </span>
          )}
        </div>
        {changes.length > 0 && (
          <dl className="changes small">
            {changes.map(({ field, from, to }) => (
              <div key={field}>
                <dt>{fieldName(field)}:</dt>
                <dd className="breakable">
                  <span className="visually-hidden">{strings.activity.from} </span>
                  <bdi className="dimmed">
                    <LongWords text={from ?? strings.activity.nothingBefore} />
                  </bdi>
                  <span aria-hidden="true"> → </span>
                  <span className="visually-hidden"> {strings.activity.to} </span>
                  <bdi>
                    <LongWords text={to ?? strings.activity.nothingBefore} />
                  </bdi>
                </dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </li>
  )
}

function Actor({ entry, onFilter }: { entry: Entry; onFilter: (() => void) | undefined }) {
  const name = (
    <bdi className="breakable">
      <LongWords text={actorName(entry)} />
    </bdi>
  )
  if (!onFilter) return <strong>{name}</strong>
  const hint = strings.activity.onlyActor(entry.actorName)
  return (
    <button type="button" className="plain bold" title={hint} onClick={onFilter}>
      {name}
    </button>
  )
}

/** A sentence whose parts keep their order, whatever script the name in it is written in. */
function Sentence({ text, name }: { text: string; name: string | null }) {
  const at = name ? text.indexOf(name) : -1
  if (!name || at < 0) return <LongWords text={text} />
  return (
    <>
      {text.slice(0, at)}
      <bdi className="subject">
        <LongWords text={name} />
      </bdi>
      {text.slice(at + name.length)}
    </>
  )
}
