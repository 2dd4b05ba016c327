import { Button, Group } from '@mantine/core'
import { useMemo } from 'react'
import { useQuery } from 'urql'
import { strings } from '../strings'
import { jobsEmails } from '../strings/jobs'
import type { EmailFilters } from './jobs-location'
import { FailureGroupQuery } from './queries'
import type { SetFilters } from './use-jobs-location'
import { groupName } from './words'

interface Props {
  filters: EmailFilters
  setFilters: SetFilters
}

/** Says that only the emails of a failure group or of an upload are shown, which no field above the list says. */
export function ShownPart({ filters: { group, upload }, setFilters }: Props) {
  const variables = useMemo(() => ({ ids: [group] }), [group])
  const [{ data }] = useQuery({ query: FailureGroupQuery, variables, pause: !group })
  const [found] = (group && data?.nodes) || []
  if (!group && !upload) return null
  const unnamed = data ? jobsEmails.groupGone : strings.people.loading
  const name = found?.__typename === 'FailureGroup' ? groupName(found) : unnamed
  return (
    <Group gap="xs" className="shown-part" wrap="nowrap">
      <span className="breakable">
        {group ? (
          <>
            {jobsEmails.ofGroup} <bdi>{name}</bdi>
          </>
        ) : (
          jobsEmails.ofUpload
        )}
      </span>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => setFilters({ group: undefined, upload: undefined })}
      >
        {jobsEmails.showAll}
      </Button>
    </Group>
  )
}
