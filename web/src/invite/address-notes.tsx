import { Button } from '@mantine/core'
import { useRef } from 'react'
import { flushSync } from 'react-dom'
import { Email } from '../shared/email'
import { strings } from '../strings'
import { WarningIcon } from '../ui/icons'
import type { AddressNote } from './use-address-checks'

interface Props {
  notes: readonly AddressNote[]
  /** Whether there are other addresses, so that each note has to say whose it is. */
  isOneOfMany: boolean
  /** Puts the suggested addresses in the place of those that were entered. */
  onUse: (notes: readonly AddressNote[]) => void
  onKeep: (email: string) => void
  onRemove: (email: string) => void
  /** The last note is dealt with. */
  onDone: () => void
}

/** What is to be known about the addresses before they are invited, each with what can be done about it. */
export function AddressNotes({ notes, isOneOfMany, onUse, onKeep, onRemove, onDone }: Props) {
  const list = useRef<HTMLUListElement>(null)
  const suggested = notes.filter(({ suggestion }) => suggestion)

  /** The focus goes on to the note that takes the place of the one that goes. */
  function answer(place: number, action: () => void) {
    flushSync(action)
    const left = list.current?.children ?? []
    const next = left[Math.min(place, left.length - 1)]
    if (next) next.querySelector('button')?.focus()
    else onDone()
  }

  return (
    <>
      <p className="visually-hidden" role="status">
        {notes.length > 0 && strings.invite.noted(notes.length)}
      </p>
      {notes.length > 0 && (
        <div className="address-notes">
          <ul ref={list} aria-label={strings.invite.notes}>
            {notes.map((note, place) => {
              const { email, severity, message, suggestion, code } = note
              const act = (action: () => void) => answer(place, action)
              return (
                <li key={email} className={severity === 'ERROR' ? 'error' : 'warning'}>
                  <WarningIcon />
                  <span className="breakable">
                    {isOneOfMany && !message.includes(email) && (
                      <strong className="address">
                        <Email email={email} />
                      </strong>
                    )}{' '}
                    {message}
                  </span>
                  <span className="answers">
                    {suggestion && (
                      <Answer
                        label={strings.invite.useIt}
                        about={suggestion}
                        onClick={() => act(() => onUse([note]))}
                      />
                    )}
                    {severity === 'ERROR' ? (
                      <Answer
                        label={strings.invite.takeOut}
                        about={email}
                        onClick={() => act(() => onRemove(email))}
                      />
                    ) : (
                      <Answer
                        label={code === 'DECLINED' ? strings.invite.inviteAnyway : strings.invite.keep}
                        about={email}
                        onClick={() => act(() => onKeep(email))}
                      />
                    )}
                  </span>
                </li>
              )
            })}
          </ul>
          {suggested.length > 1 && (
            <button type="button" className="link" onClick={() => answer(0, () => onUse(suggested))}>
              {strings.invite.allSuggestions(suggested.length)}
            </button>
          )}
        </div>
      )}
    </>
  )
}

function Answer({ label, about, onClick }: { label: string; about: string; onClick: () => void }) {
  return (
    <Button size="compact-xs" variant="default" onClick={onClick}>
      {label}
      <span className="visually-hidden"> {about}</span>
    </Button>
  )
}
