import { describe, expect, it } from 'vitest'
import type { BounceKind } from '../api/graphql'
import { bounceWords } from './bounce-words'

describe('what came back about an email', () => {
  it.each<[BounceKind, string | null, string]>([
    ['HARD', '5.1.1', 'Address does not exist'],
    ['HARD', null, 'Address does not exist'],
    ['HARD', '5.0.0', 'Address does not exist'],
    ['HARD', '5.1.2', 'The domain takes no email'],
    ['HARD', '5.1.10', 'The domain takes no email'],
    ['HARD', '5.4.4', 'The domain takes no email'],
    ['HARD', '5.2.1', 'The mailbox is closed'],
    ['HARD', '5.7.1', 'Address takes no email'],
    ['SOFT', '4.2.2', 'Email came back: mailbox full'],
    ['SOFT', '5.2.2', 'Email came back: mailbox full'],
    ['SOFT', '5.3.4', 'Email came back: email too large'],
    ['SOFT', '5.7.26', 'Email came back: refused as unwanted'],
    ['SOFT', '4.4.7', 'Email came back: not delivered in time'],
    ['SOFT', '4.9.9', 'Email came back'],
    ['SOFT', null, 'Email came back'],
    ['COMPLAINT', null, 'Reported as spam'],
    ['COMPLAINT', '5.1.1', 'Reported as spam'],
  ])('is, for %s with %s, “%s”', (kind, status, words) => {
    expect(bounceWords({ kind, status })).toBe(words)
  })
})
