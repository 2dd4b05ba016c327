import { describe, expect, it } from 'vitest'
import { exampleRow } from './example-row'
import { type Asked, type LoadedPage, RowWindow } from './row-window'

/** A list of rows whose ids are their cursors, as the API pages it. */
function listOf(count: number) {
  const ids = Array.from({ length: count }, (_, index) => `${index}`)
  const asked: Asked[] = []
  async function load(page: Asked): Promise<LoadedPage> {
    asked.push(page)
    const { first = 0, last = 0, after, before, skip = 0 } = page
    const from = before ? Math.max(0, ids.indexOf(before) - last) : after ? ids.indexOf(after) + 1 : skip
    const to = before ? ids.indexOf(before) : Math.min(ids.length, from + first)
    const found = ids.slice(from, to)
    return {
      rows: found.map((id) => exampleRow(Number(id))),
      startCursor: found[0] ?? null,
      endCursor: found.at(-1) ?? null,
      hasNext: to < ids.length,
      hasPrevious: from > 0,
      total: ids.length,
    }
  }
  return { ids, asked, load, window: new RowWindow(load) }
}

const settled = () => new Promise((resolve) => setTimeout(resolve))
const idsIn = (window: RowWindow) => window.read().rows.map(({ id }) => id)

describe('what is in memory of a list', () => {
  it('follows by cursors, and forgets what is far away', async () => {
    const { window, asked } = listOf(1_000)
    for (let from = 0; from < 900; from += 20) {
      window.want(from, from + 10)
      await settled()
      const { start, rows } = window.read()
      expect(start <= from && start + rows.length >= from + 10).toBe(true)
      expect(rows.length).toBeLessThanOrEqual(450)
      expect(idsIn(window)).toEqual(rows.map((_, index) => `${start + index}`))
    }
    expect(asked.filter(({ skip }) => skip !== undefined)).toEqual([])
    for (let from = 880; from >= 0; from -= 20) {
      window.want(from, from + 10)
      await settled()
      expect(window.read().rows.length).toBeLessThanOrEqual(450)
      expect(idsIn(window)[0]).toBe(`${window.read().start}`)
    }
    expect(window.read()).toMatchObject({ start: 0, total: 1_000 })
  })

  it('jumps to any place, and to the end', async () => {
    const { window } = listOf(1_000)
    window.want(0, 10)
    await settled()
    for (const from of [500, 990, 0]) {
      window.want(from, from + 10)
      await settled()
      expect(idsIn(window)).toContain(`${from + 9}`)
      expect(idsIn(window)[0]).toBe(`${window.read().start}`)
    }
  })

  it('is loaded anew where it is looked at, once something changes', async () => {
    const { window, ids } = listOf(1_000)
    window.want(500, 510)
    await settled()
    const { generation } = window.read()
    ids.splice(0, 10)
    window.reload()
    await settled()
    expect(window.read()).toMatchObject({ total: 990, generation: generation + 1 })
    expect(idsIn(window)).toContain('515')
  })

  it('ends where the list has become shorter than what is looked at', async () => {
    const { window, ids } = listOf(1_000)
    window.want(900, 910)
    await settled()
    ids.splice(30)
    window.reload()
    await settled()
    expect(window.read()).toMatchObject({ start: 0, total: 30 })
    expect(window.read().rows).toHaveLength(30)
  })

  it('keeps what was there when a request fails, and asks again where something else is looked at', async () => {
    let isDown = false
    const { load, asked } = listOf(100)
    const broken = new RowWindow((page) => (isDown ? Promise.reject(new Error('down')) : load(page)))
    broken.want(0, 10)
    await settled()
    isDown = true
    broken.reload()
    await settled()
    expect(broken.read()).toMatchObject({ isLoaded: true, error: new Error('down'), total: 100 })
    isDown = false
    broken.want(0, 10)
    await settled()
    expect(asked).toHaveLength(1)
    broken.want(1, 11)
    await settled()
    expect(broken.read().error).toBeUndefined()
  })
})
