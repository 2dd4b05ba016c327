import { describe, expect, it } from 'vitest'
import { createEventParser } from './event-parser'

function parse(...pieces: string[]) {
  const events: unknown[] = []
  const read = createEventParser((event) => events.push(event))
  pieces.forEach(read)
  return events
}

const STREAM = ':\n\nevent: next\ndata: {"data":{"a":1}}\n\n:\n\nevent: complete\ndata: \n\n'
const EVENTS = [
  { name: 'next', data: '{"data":{"a":1}}' },
  { name: 'complete', data: '' },
]

describe('an event stream', () => {
  it('is read without its comments', () => {
    expect(parse(STREAM)).toEqual(EVENTS)
  })

  it('is the same in whatever pieces it comes', () => {
    expect(parse(...STREAM)).toEqual(EVENTS)
  })

  it.each(['\r\n', '\r'])('may end its lines with %j', (end) => {
    const stream = STREAM.replaceAll('\n', end)
    expect(parse(`${stream}:`)).toEqual(EVENTS)
    expect(parse(...`${stream}:`)).toEqual(EVENTS)
  })

  it('joins the lines of one event', () => {
    expect(parse('data: one\ndata:two\n\n')).toEqual([{ name: 'message', data: 'one\ntwo' }])
  })

  it('ends without the event that was cut off', () => {
    expect(parse('event: next\ndata: {"da')).toEqual([])
  })
})
