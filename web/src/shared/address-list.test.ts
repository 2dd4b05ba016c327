import { describe, expect, it } from 'vitest'
import { addressProblem, looksLikeAddress, parseAddressList, withAddresses } from './address-list'

const ADA = 'ada@x.example'
const GRACE = 'grace@x.example'

describe('a pasted list of addresses', () => {
  it.each([
    // Separators
    [`${ADA},${GRACE}`, [ADA, GRACE]],
    [`${ADA};\n ${GRACE} \r\n\n`, [ADA, GRACE]],
    [`${ADA} ${GRACE}\tlin@x.example`, [ADA, GRACE, 'lin@x.example']],
    [`${ADA}\r${GRACE}`, [ADA, GRACE]],
    [`${ADA}；${GRACE}，lin@x.example`, [ADA, GRACE, 'lin@x.example']],
    [`,;${ADA};;,\n`, [ADA]],
    // Names
    [`Lovelace, Ada <${ADA}>; Hopper, Grace <${GRACE}>`, [ADA, GRACE]],
    [`Lovelace, Ada <${ADA}>, Hopper, Grace <${GRACE}>`, [ADA, GRACE]],
    [`Lovelace, Ada <${ADA}>\nHopper, Grace <${GRACE}>`, [ADA, GRACE]],
    [`"Lovelace, Ada" <${ADA}>, "Grace \\"Amazing\\" Hopper; Admiral" <${GRACE}>`, [ADA, GRACE]],
    [`Ada Lovelace <${ADA}>, "Grace H." <${GRACE}>`, [ADA, GRACE]],
    [`Ada Lovelace <${ADA}> Grace Hopper <${GRACE}>`, [ADA, GRACE]],
    [`'Ada' <${ADA}>;<${GRACE}>`, [ADA, GRACE]],
    [`Ada <${ADA}`, [ADA]],
    [`ada@x.example <${ADA}>`, [ADA]],
    [`${ADA} (Ada, Countess of Lovelace), ${GRACE}`, [ADA, GRACE]],
    [`Ada Lovelace ${ADA}`, [ADA]],
    [`Ada\tLovelace\t${ADA}\nGrace\tHopper\t${GRACE}`, [ADA, GRACE]],
    [`${ADA}\tAda Lovelace\tAnalyst`, [ADA]],
    [`"Lovelace, Ada",${ADA}`, [ADA]],
    [`Team: ${ADA}, ${GRACE};`, [ADA, GRACE]],
    // What stands around an address
    [`mailto:${ADA}?subject=Hello`, [ADA]],
    [`MAILTO:ada%2Bteam@x.example`, ['ada+team@x.example']],
    [`<mailto:${ADA}>`, [ADA]],
    [`mailto:${ADA},${GRACE}`, [ADA, GRACE]],
    [`"${ADA}", "${GRACE}"`, [ADA, GRACE]],
    [`(${ADA})`, []],
    [`\u200b${ADA}\ufeff`, [ADA]],
    [`Write to ${ADA}.`, [ADA]],
    // What has to be mended stays
    [`${ADA}, bad`, [ADA, 'bad']],
    [`bad, ${ADA}`, ['bad', ADA]],
    ['bad; Ada <ada@x.example>', ['bad', ADA]],
    ['<bad>', ['bad']],
    ['Ada Lovelace', ['Ada Lovelace']],
    [`adax.example\t${GRACE}`, ['adax.example', GRACE]],
    [`ada@x@example ${GRACE}`, ['ada@x@example', GRACE]],
    [`"Ada <${ADA}>, ${GRACE}`, [ADA, GRACE]],
    ['"ada lovelace"@x.example', ['"ada lovelace"@x.example']],
    ['', []],
    [' \n\t;', []],
  ])('%j holds %j', (text, expected) => {
    expect(parseAddressList(text)).toEqual(expected)
  })

  it('is read in a moment, however long and strange it is', () => {
    const started = Date.now()
    for (const part of ['"', '<', '(', '\\', 'a@', '<a@x.example', '"a" ', 'a.', 'a,'])
      parseAddressList(part.repeat(200_000 / part.length))
    expect(Date.now() - started).toBeLessThan(2_000)
  })

  it('keeps each address once', () => {
    expect(withAddresses([ADA], ['ADA@x.example', GRACE, GRACE])).toEqual([ADA, GRACE])
  })
})

describe('an address', () => {
  it.each(['ada@acme.example', 'dörte@müller.example', 'a+b@x.co'])('may be %s', (text) => {
    expect(looksLikeAddress(text)).toBe(true)
    expect(addressProblem(text)).toBeUndefined()
  })

  it.each([
    ['bad', 'noAt'],
    ['Ada Lovelace', 'space'],
    ['@x.example', 'noName'],
    ['a@', 'noDomain'],
    ['a@localhost', 'noDot'],
    ['a@x..example', 'other'],
    ['a@@x.example', 'manyAts'],
  ])('is not %s: %s', (text, problem) => {
    expect(addressProblem(text)).toBe(problem)
  })
})
