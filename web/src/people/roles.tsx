import { useQuery } from 'urql'
import { strings } from '../strings'
import { type RoleInfo, RolesQuery } from './queries'

const NONE: RoleInfo[] = []

/** What each role is and may do; it does not change while somebody is signed in. */
export function useRoles(): RoleInfo[] {
  const [{ data }] = useQuery({ query: RolesQuery, requestPolicy: 'cache-first' })
  return data?.roles ?? NONE
}

interface RoleOptionProps {
  roles: readonly RoleInfo[]
  value: string
  checked: boolean | undefined
}

/** A role with its hint, for lists to choose from. */
export function RoleOption({ roles, value, checked }: RoleOptionProps) {
  const info = roles.find(({ role }) => role === value)
  return (
    <>
      <span className="two-lines">
        <span>{info?.label ?? strings.roles[value as keyof typeof strings.roles]}</span>
        <span className="dimmed small">{info?.description}</span>
      </span>
      {checked && (
        <span aria-hidden="true" className="check">
          ✓
        </span>
      )}
    </>
  )
}
