import { readFileSync } from 'node:fs'
import { buildSchema, parse, validate } from 'graphql'
import { describe, expect, it } from 'vitest'
import { EXAMPLES } from './examples'

const schema = buildSchema(readFileSync('../schema/schema.graphql', 'utf8'))

describe('the examples of GraphiQL', () => {
  it.each(EXAMPLES)('fit the API: $query', ({ query }) => {
    expect(validate(schema, parse(query))).toEqual([])
  })
})

describe('the example of signing in', () => {
  it('is somebody who is there after `./dev up`', () => {
    const demo = readFileSync('../devserver/demo.py', 'utf8')
    const example = EXAMPLES.find(({ query }) => query.includes('signIn('))
    const { email } = JSON.parse(example?.variables ?? '{}')
    expect(demo).toContain(`ADMIN_EMAIL = "${email}"`)
  })
})
