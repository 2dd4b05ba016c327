import { Box, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import { productName } from '../api/address'
import { Logo } from './icons'

/** A page with one card below the product's name: a form, or a message and a link. */
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
    document.title = `${title} · ${productName}`
  }, [title])
  return (
    <Box component="main" className="card-page">
      <Paper withBorder p="xl" w="100%" maw={440} radius={16}>
        <Stack gap="md">
          <Group gap="sm" wrap="nowrap">
            <Logo />
            <strong className="product few-lines">{productName}</strong>
          </Group>
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
