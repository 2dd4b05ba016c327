import { describe, expect, it } from 'vitest'
import { looksLikeAddress, splitAddresses, withAddresses } from './addresses'

describe('a pasted list of addresses', () => {
  it.each([
    ['a@x.example,b@x.example', ['a@x.example', 'b@x.example']],
    ['a@x.example;\n b@x.example \r\n\n', ['a@x.example', 'b@x.example']],
    ['a@x.example b@x.example\tc@x.example', ['a@x.example', 'b@x.example', 'c@x.example']],
    ['Ada Lovelace <ada@x.example>, "Grace H." <grace@x.example>', ['ada@x.example', 'grace@x.example']],
    ['<ada@x.example>', ['ada@x.example']],
    ['', []],
  ])('splits %j', (text, expected) => {
    expect(splitAddresses(text)).toEqual(expected)
  })

  it('keeps each address once', () => {
    expect(withAddresses(['a@x.example'], ['A@x.example', 'b@x.example', 'b@x.example'])).toEqual([
      'a@x.example',
      'b@x.example',
    ])
  })

  it.each(['ada@acme.example', 'dörte@müller.example', 'a+b@x.co'])('takes %s for an address', (text) => {
    expect(looksLikeAddress(text)).toBe(true)
  })

  it.each(['bad', '@x.example', 'a@', 'a@localhost', 'a@x..example', 'a@@x.example'])(
    'takes %s for a typo',
    (text) => {
      expect(looksLikeAddress(text)).toBe(false)
    },
  )
})
