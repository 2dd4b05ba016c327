import { Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { isMember, usePerson } from '../session/viewer'
import { strings } from '../strings'
import { useLeaveQuestion } from '../ui/use-leave-question'
import { usePageTitle } from '../ui/use-page-title'
import { EmailChoices } from './email-choices'
import { Membership } from './membership'
import { Password } from './password'
import { Profile } from './profile'
import { Sessions } from './sessions'
import './account.css'

/** The signed-in person's own account, with an organization or without. */
export default function AccountPage() {
  const person = usePerson()
  usePageTitle(strings.account.title, ...(person.organization ? [person.organization.name] : []))
  const [isNameChanged, setNameChanged] = useState(false)
  const [isPasswordBegun, setPasswordBegun] = useState(false)
  const leaveQuestion = useLeaveQuestion(
    isNameChanged || isPasswordBegun ? strings.dialog.changes : undefined,
  )
  return (
    <>
      <Title order={1}>{strings.account.title}</Title>
      <Text c="dimmed">{strings.account.subtitle}</Text>
      <Stack gap="lg" mt="lg" maw={680}>
        <Profile onChanged={setNameChanged} />
        <Password onBegun={setPasswordBegun} />
        {isMember(person) && <EmailChoices />}
        <Sessions />
        {isMember(person) && <Membership />}
      </Stack>
      {leaveQuestion}
    </>
  )
}
