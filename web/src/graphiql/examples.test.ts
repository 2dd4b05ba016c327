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
