import { useDebouncedValue } from '@mantine/hooks'
import { useCallback, useEffect, useReducer, useRef, useState } from 'react'
import { type Client, useClient } from 'urql'
import { useConnection } from '../api/connection'
import { graphql, type ResultOf } from '../api/graphql'
import { looksLikeAddress } from '../shared/address-list'

const CheckQuery = graphql(`
  query CheckAddresses($emails: [String!]!) {
    checkAddresses(emails: $emails) { code message path severity suggestion }
  }
`)
/** As many as the server checks at once. */
const BATCH_SIZE = 500
const DEBOUNCE_MS = 300
/** What is sent does not wait longer for what would be said about it. */
const MAX_WAIT_MS = 1_500
const MAX_PRESS_MS = 1_000

/** What a review would say about an address, as far as the person has not decided to keep it. */
export interface AddressNote
  extends Pick<
    ResultOf<typeof CheckQuery>['checkAddresses'][number],
    'code' | 'message' | 'severity' | 'suggestion'
  > {
  email: string
}

type Answer = Omit<AddressNote, 'email'>

const keyOf = (email: string) => email.toLowerCase()

/** Whether something that would be said about an address is not to be; given in lower case. */
type IsIgnored = (email: string, answer: Answer) => boolean

const ignoreNothing: IsIgnored = () => false

/**
 * Has the server check each address once, soon after it became a chip. What cannot be asked, as while offline, is asked
 * later; nothing waits for it. `isIgnored` stays the same function.
 */
export function useAddressChecks(emails: readonly string[], isIgnored = ignoreNothing) {
  const client = useClient()
  const isOnline = useConnection() === 'online'
  const answers = useRef(new Map<string, Answer | undefined>())
  const asked = useRef(new Map<string, Promise<void>>())
  const [kept, setKept] = useState<ReadonlySet<string>>(new Set())
  const [, showAnswers] = useReducer((count: number) => count + 1, 0)

  const check = useCallback(
    async (wanted: readonly string[]) => {
      const keys = wanted.filter(looksLikeAddress).map(keyOf)
      const fresh = keys.filter((key) => !answers.current.has(key) && !asked.current.has(key))
      for (let start = 0; start < fresh.length; start += BATCH_SIZE) {
        const batch = fresh.slice(start, start + BATCH_SIZE)
        const asking = ask(client, batch, isIgnored).then(async (found) => {
          await pointerUp()
          for (const key of batch) asked.current.delete(key)
          if (!found) return
          for (const [place, key] of batch.entries()) answers.current.set(key, found.get(place))
          showAnswers()
        })
        for (const key of batch) asked.current.set(key, asking)
      }
      await Promise.all(keys.map((key) => asked.current.get(key)))
    },
    [client, isIgnored],
  )

  const [debounced] = useDebouncedValue(emails, DEBOUNCE_MS)
  useEffect(() => {
    if (isOnline) void check(debounced)
  }, [check, debounced, isOnline])

  const notesOn = (some: readonly string[]) =>
    some.flatMap((email): AddressNote[] => {
      const answer = kept.has(keyOf(email)) ? undefined : answers.current.get(keyOf(email))
      return answer ? [{ ...answer, email }] : []
    })
  return {
    notes: notesOn(emails),
    /** Resolves to what is to be said about these, once it is known or has been waited for long enough. */
    settle: async (some: readonly string[]) => {
      if (isOnline) await Promise.race([check(some), wait(MAX_WAIT_MS)])
      return notesOn(some)
    },
    keep: (email: string) => setKept((before) => new Set([...before, keyOf(email)])),
    /** Whether the person has read that somebody declined, and invites them all the same. */
    isConfirmed: (email: string) =>
      kept.has(keyOf(email)) && answers.current.get(keyOf(email))?.code === 'DECLINED',
    /** Has these checked anew when they are entered again: they may be invited now. */
    forget: (some: readonly string[]) => {
      for (const email of some) answers.current.delete(keyOf(email))
    },
  }
}

/** The most important problem of each place that has one; undefined where nobody answers. */
async function ask(
  client: Client,
  emails: string[],
  isIgnored: IsIgnored,
): Promise<Map<number, Answer> | undefined> {
  const { data } = await client.query(CheckQuery, { emails }, { requestPolicy: 'network-only' }).toPromise()
  if (!data) return undefined
  const found = new Map<number, Answer>()
  for (const { path, ...answer } of data.checkAddresses) {
    const place = Number(path?.[1])
    if (!found.has(place) && !isIgnored(emails[place] ?? '', answer)) found.set(place, answer)
  }
  return found
}

const wait = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))

/** A note moves what stands below it: under a pointer that is down, the button that it means to press. */
async function pointerUp() {
  if (!document.querySelector(':active')) return
  const released = new Promise<void>((resolve) =>
    addEventListener('pointerup', () => setTimeout(resolve), { once: true }),
  )
  await Promise.race([released, wait(MAX_PRESS_MS)])
}
