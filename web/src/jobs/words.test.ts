import { describe, expect, it } from 'vitest'
import { groupName, logId, replyWords } from './words'

describe('what a mail server said', () => {
  it.each([
    [550, '5.1.1 No such user', '550 5.1.1 No such user'],
    [null, 'Connection refused', 'Connection refused'],
    [421, null, '421'],
    [null, null, 'No answer of a mail server'],
  ])('%s and %s', (replyCode, reply, expected) => {
    expect(replyWords({ replyCode, reply })).toBe(expected)
  })

  it('names a failure group together with the domain', () => {
    const group = { replyCode: 451, reply: '4.7.1 Try later', recipientDomain: 'partner.example' }
    expect(groupName(group)).toBe('“451 4.7.1 Try later” to partner.example')
    expect(groupName({ ...group, recipientDomain: null })).toBe('“451 4.7.1 Try later” to any domain')
  })

  it('names a failure group by the beginning of a long reply', () => {
    const name = groupName({ replyCode: 451, reply: 'x'.repeat(500), recipientDomain: 'partner.example' })
    expect(name).toBe(`“451 ${'x'.repeat(115)}…” to partner.example`)
  })
})

describe('an id in the logs', () => {
  it('is the id of the API without its type', () => {
    expect(logId(btoa('Delivery:0198a7c2-7d10-7000-8000-000000000001'))).toBe(
      '0198a7c2-7d10-7000-8000-000000000001',
    )
  })

  it.each(['not an id', btoa('nothing')])('is %j where that cannot be read', (id) => {
    expect(logId(id)).toBe(id)
  })
})
