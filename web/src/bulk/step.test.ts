import { describe, expect, it } from 'vitest'
import { stepOf } from './step'

describe('the step of a bulk invite', () => {
  it.each([
    ['VALIDATING', false, false, 'validating'],
    ['VALIDATING', true, false, 'review'],
    ['VALIDATING', true, true, 'columns'],
    ['MAPPING', false, false, 'columns'],
    ['READY', true, false, 'review'],
    ['READY', true, true, 'columns'],
    ['SENDING', true, true, 'sending'],
    ['COMPLETED', true, false, 'summary'],
    ['CANCELED', true, true, 'summary'],
    ['FAILED', false, false, 'summary'],
  ] as const)('of %s, reviewed %s and its columns open %s, is %s', (status, isReviewed, isOpen, expected) => {
    expect(stepOf({ status }, isReviewed, isOpen)).toBe(expected)
  })
})
