import { readFileSync } from 'node:fs'
import { buildSchema, type GraphQLEnumType } from 'graphql'
import { describe, expect, it } from 'vitest'
import type { Role } from '../api/graphql'
import { roleLabel, roleName } from './role-label'
import type { RoleInfo } from './roles'

const schema = buildSchema(readFileSync('../schema/schema.graphql', 'utf8'))
const values = (schema.getType('Role') as GraphQLEnumType).getValues()
const ANALYST: RoleInfo = {
  role: 'ANALYST',
  label: 'Data Analyst',
  description: '',
  capabilities: [],
  assignable: true,
}

describe("a role's label", () => {
  it('is the one of the API', () => {
    expect(roleLabel([ANALYST], 'ANALYST')).toBe('Data Analyst')
  })

  it('is its name until the roles are loaded', () => {
    expect(roleLabel([], 'GROUP_ADMIN')).toBe('Group Admin')
  })

  it.each(values)('is the same for people who may not ask for the roles: $name', ({ name, description }) => {
    expect(description).toMatch(new RegExp(`^${roleName(name as Role)}: `))
  })
})
