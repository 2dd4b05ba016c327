import { Box, Paper, Stack, Text, Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import { Logo } from './icons'

/** A page with one card: a form, or a message and a link. */
export function CardPage({
  title,
  hint,
  children,
}: {
  title: string
  hint?: ReactNode
  children?: ReactNode
}) {
  useEffect(() => {
    document.title = title
  }, [title])
  return (
    <Box component="main" className="card-page">
      <Paper withBorder p="xl" w="100%" maw={440} radius={16}>
        <Stack gap="md">
          <Logo />
          <div>
            <Title order={1}>{title}</Title>
            {hint && (
              <Text c="dimmed" mt={4} className="breakable">
                {hint}
              </Text>
            )}
          </div>
          {children}
        </Stack>
      </Paper>
    </Box>
  )
}
