import { useState } from 'react'
import { useMutation } from 'urql'
import { asRefusedError, type RefusedError } from '../../api/errors'
import { requireSuccess } from '../../api/payloads'
import { columns as texts } from '../../strings/columns'
import { useUnsaved } from '../../ui/unsaved'
import type { Defaults } from '../defaults'
import { MapColumns, type UploadedFile } from '../queries'
import type { StepProps } from '../step'
import { foundMeanings, hasNames, type Meaning, withMeaning } from './meanings'

/** What is wrong, by the field. */
export interface MappingProblems {
  email?: string | undefined
  role?: string | undefined
  groups?: string | undefined
  defaultRole?: string | undefined
  defaultGroupIds?: string | undefined
  other?: string | undefined
}

/** What somebody says of the columns of a file, and how it is saved. */
export function useMapping(file: UploadedFile, { bulkInvite, onUpdate, onColumns }: StepProps) {
  const [{ fetching: isSending }, map] = useMutation(MapColumns)
  const { columns } = file
  const hadHeader = hasNames(columns)
  const [hasHeader, setHasHeader] = useState(hadHeader)
  const [meanings, setMeanings] = useState(() => foundMeanings(columns))
  const [defaults, setDefaults] = useState<Defaults>({
    role: file.defaultRole,
    groupIds: file.defaultGroups.map(({ id }) => id),
  })
  const [isChanged, setChanged] = useState(false)
  const [problems, setProblems] = useState<MappingProblems>()
  useUnsaved(isChanged ? texts.unsaved : undefined)
  const { EMAIL: email, ROLE: role, GROUPS: groups } = meanings
  const hasRole = role !== undefined

  /** What is changed may be right now. */
  const changing =
    <Value>(set: (value: Value) => void) =>
    (value: Value) => {
      setChanged(true)
      setProblems(undefined)
      set(value)
    }

  async function submit() {
    const found: MappingProblems = {
      email: email === undefined ? texts.needEmail : undefined,
      defaultRole: hasRole || defaults.role ? undefined : texts.needRole,
    }
    if (email === undefined || found.defaultRole) return setProblems(found)
    setProblems(undefined)
    try {
      const input = {
        bulkInviteId: bulkInvite.id,
        email,
        role,
        groups,
        // Left out, it stays as the file was read, also where lines stand above the names.
        hasHeader: hasHeader === hadHeader ? undefined : hasHeader,
        defaultRole: defaults.role,
        defaultGroupIds: defaults.groupIds,
      }
      const payload = await requireSuccess(map({ input }))
      onColumns(false)
      onUpdate(payload.bulkInvite)
    } catch (error) {
      setProblems(problemsOf(asRefusedError(error)))
    }
  }

  return {
    meanings,
    hadHeader,
    hasHeader,
    defaults,
    hasRole,
    problems,
    isSending,
    setMeaning: (position: number, meaning: Meaning | null) =>
      changing(setMeanings)(withMeaning(meanings, position, meaning)),
    setHasHeader: changing(setHasHeader),
    setDefaults: changing(setDefaults),
    submit,
  }
}

const FIELDS = ['email', 'role', 'groups', 'defaultRole', 'defaultGroupIds'] as const

function problemsOf(error: RefusedError): MappingProblems {
  const found = Object.fromEntries(FIELDS.map((field) => [field, error.messageFor(field)]))
  return Object.values(found).some(Boolean) ? found : { other: error.message }
}
