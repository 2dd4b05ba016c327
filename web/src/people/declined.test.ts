import { describe, expect, it } from 'vitest'
import { besidesDeclined, declinedOf, inRequest } from './declined'

const INVITED = ['a', 'b', 'c'].map((id) => ({ id, email: `${id}@x.example` }))
const error = (code: string, position: number) => ({
  code,
  message: code,
  path: ['invitationIds', String(position)],
})
const ANSWER = { count: 1, errors: [error('NOT_PERMITTED', 0), error('DECLINED', 2)] }

describe('those who declined', () => {
  const declined = declinedOf(ANSWER, INVITED)

  it('are told from who was refused for another reason', () => {
    expect(declined).toEqual([{ id: 'c', email: 'c@x.example', position: 2, reason: 'DECLINED' }])
    expect(besidesDeclined(ANSWER.errors)).toEqual([error('NOT_PERMITTED', 0)])
  })

  it('have the place of the first request in what the second one answers', () => {
    expect(inRequest(error('RATE_LIMITED', 0), declined)).toEqual(error('RATE_LIMITED', 2))
    const whole = { code: 'RATE_LIMITED', message: 'No.', path: null }
    expect(inRequest(whole, declined)).toEqual(whole)
  })
})
