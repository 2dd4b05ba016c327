import { Stack, Text, Title } from '@mantine/core'
import { isMember, usePerson } from '../session/viewer'
import { strings } from '../strings'
import { PageGuard } from '../ui/page-guard'
import { usePageTitle } from '../ui/use-page-title'
import { Membership } from './membership'
import { Password } from './password'
import { Profile } from './profile'
import { Sessions } from './sessions'
import './account.css'

/** The signed-in person's own account, with an organization or without. */
export default function AccountPage() {
  const person = usePerson()
  usePageTitle(strings.account.title, ...(person.organization ? [person.organization.name] : []))
  return (
    <PageGuard>
      <Title order={1}>{strings.account.title}</Title>
      <Text c="dimmed">{strings.account.subtitle}</Text>
      <Stack gap="lg" mt="lg" maw={680}>
        <Profile />
        <Password />
        <Sessions />
        {isMember(person) && <Membership />}
      </Stack>
    </PageGuard>
  )
}
