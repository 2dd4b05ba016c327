import { Paper, Stack, Text, Title } from '@mantine/core'
import { type ReactNode, useId } from 'react'

interface Props {
  title: string
  hint: string
  children: ReactNode
}

/** A part of the account, with what it is about. */
export function AccountCard({ title, hint, children }: Props) {
  const id = useId()
  return (
    <Paper component="section" withBorder p="lg" aria-labelledby={id}>
      <Stack gap="md">
        <div>
          <Title order={2} id={id}>
            {title}
          </Title>
          <Text c="dimmed" className="breakable">
            {hint}
          </Text>
        </div>
        {children}
      </Stack>
    </Paper>
  )
}
