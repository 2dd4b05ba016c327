import { Stack } from '@mantine/core'
import { useQuery } from 'urql'
import { useSearchParams } from 'wouter'
import { graphql } from '../api/graphql'
import { strings } from '../strings'
import { unknownParameters } from './list-location'
import { useListLocation } from './use-list-location'
import { WrongLink } from './wrong-link'

const NamedQuery = graphql(`
  query NamedByLink($ids: [ID!]!) { nodes(ids: $ids) { __typename } }
`)
const INVITE_TABS = ['single', 'bulk']

/** What is wrong with the address of the lists: parts that mean nothing, and a group or an upload that is not there. */
export function WrongParts() {
  const [parameters, setParameters] = useSearchParams()
  const [{ group, fromBulkInvite }, setLocation] = useListLocation()
  const [{ data }] = useQuery({
    query: NamedQuery,
    variables: { ids: [group ?? '', fromBulkInvite ?? ''] },
    pause: !group && !fromBulkInvite,
  })
  const [foundGroup, foundUpload] = data?.nodes ?? []
  const invite = parameters.get('invite')
  const unknown = unknownParameters(parameters)
  if (invite && !INVITE_TABS.includes(invite)) unknown.push('invite')

  const tidy = () =>
    setParameters(
      (before) => {
        for (const name of unknown) before.delete(name)
        return before
      },
      { replace: true },
    )
  const problems = [
    unknown.length > 0 && {
      title: strings.wrongLink.unknown,
      text: strings.wrongLink.unknownText(unknown.map((name) => `${name}=${parameters.get(name)}`)),
      action: strings.wrongLink.tidy,
      onAction: tidy,
    },
    data &&
      group &&
      foundGroup?.__typename !== 'Group' && {
        title: strings.wrongLink.group,
        text: strings.wrongLink.groupText,
        action: strings.wrongLink.allGroups,
        onAction: () => setLocation({ group: undefined }, true),
      },
    data &&
      fromBulkInvite &&
      foundUpload?.__typename !== 'BulkInvite' && {
        title: strings.wrongLink.upload,
        text: strings.wrongLink.uploadText,
        action: strings.wrongLink.allInvitations,
        onAction: () => setLocation({ fromBulkInvite: undefined }, true),
      },
  ].filter((each) => typeof each === 'object')
  if (problems.length === 0) return null
  return (
    <Stack gap="xs" mb="md">
      {problems.map((problem) => (
        <WrongLink key={problem.title} {...problem} />
      ))}
    </Stack>
  )
}
