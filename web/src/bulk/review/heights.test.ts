import { describe, expect, it } from 'vitest'
import { Heights } from './heights'

describe('heights', () => {
  it('are the estimate until rows are measured', () => {
    const heights = new Heights(100_000, 40)
    expect(heights.total).toBe(4_000_000)
    expect(heights.top(50_000)).toBe(2_000_000)
    expect(heights.at(2_000_039)).toBe(50_000)
    expect(heights.at(2_000_040)).toBe(50_001)
  })

  it('move what is below a measured row, and nothing above', () => {
    const heights = new Heights(10, 40)
    expect(heights.set(3, 100)).toBe(true)
    expect(heights.set(3, 100)).toBe(false)
    expect([3, 4, 10].map((index) => heights.top(index))).toEqual([120, 220, 460])
    expect([119, 120, 219, 220].map((place) => heights.at(place))).toEqual([2, 3, 3, 4])
    heights.set(3, 20)
    expect(heights.total).toBe(380)
  })

  it('find the same rows as a sum from the first', () => {
    const heights = new Heights(37, 10)
    const each = Array.from({ length: 37 }, (_, index) => 5 + ((index * 7) % 30))
    for (const [index, height] of each.entries()) heights.set(index, height)
    let place = 0
    for (const [index, height] of each.entries()) {
      expect(heights.top(index)).toBe(place)
      expect(heights.at(place)).toBe(index)
      place += height
      expect(heights.at(place - 1)).toBe(index)
    }
  })

  it('have an end on both sides', () => {
    const heights = new Heights(3, 10)
    expect([-5, 30, 900].map((place) => heights.at(place))).toEqual([0, 2, 2])
    expect(heights.set(3, 50)).toBe(false)
    expect(heights.total).toBe(30)
    expect(new Heights(0, 10).at(5)).toBe(0)
  })
})
