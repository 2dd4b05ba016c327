import { Box, Paper, Stack, Text, Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import { Mark } from './icons'

/** A page with one thing on it: a form, or a sentence and the way on. */
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
          <Mark />
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
