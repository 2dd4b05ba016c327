import { describe, expect, it } from 'vitest'
import { findToken, linkPage } from './link-token'

const TOKEN = `v1.2026-01.${'a-'.repeat(11)}.12.${'Z_9'.repeat(14)}Z`

describe('the token of a link', () => {
  it.each([
    `/accept#${TOKEN}`,
    `/accept%23${TOKEN}`,
    `/accept%2523${TOKEN}`,
    `/accept/#${TOKEN}`,
    `/accept?utm_source=mail#${TOKEN}`,
    `/accept#${TOKEN}?utm_source=mail`,
    `/accept#${TOKEN}&utm_source=mail`,
    `/accept#${TOKEN}.`,
    `/accept#${TOKEN})`,
    `/accept#${TOKEN}%3E`,
    `/accept#<${TOKEN}>`,
    `/accept#${encodeURIComponent(TOKEN).replaceAll('_', '%5F').replaceAll('.', '%2E')}`,
    `/reset-password#token=${TOKEN}`,
    `/accept#100%${TOKEN}`,
  ])('is found in %s', (address) => {
    expect(findToken(address)).toBe(TOKEN)
  })

  it.each(['/accept', '/accept#', '/accept#v1.nothing', `/accept#${TOKEN.slice(0, -1)}`, '/accept#%E0%A4%A'])(
    'is not made up for %s',
    (address) => {
      expect(findToken(address)).toBe('')
    },
  )
})

describe('the page of a link', () => {
  it.each([
    ['/accept', '/accept'],
    ['/accept/', '/accept'],
    [`/accept%23${TOKEN}`, '/accept'],
    [`/team/reset-password%23${TOKEN}`, '/team/reset-password'],
    ['/', undefined],
    ['/acceptance', undefined],
  ])('of %s is %s', (path, page) => {
    expect(linkPage(path)).toBe(page)
  })
})
