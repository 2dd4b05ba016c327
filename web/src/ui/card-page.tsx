import { Paper, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { productName } from '../api/address'
import { Logo } from './icons'
import { usePageTitle } from './use-page-title'

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
  usePageTitle(title)
  return (
    <div className="card-page">
      <Paper withBorder p="xl" w="100%" maw={440} radius={16}>
        <header className="card-head">
          <Logo />
          <strong className="few-lines">{productName}</strong>
        </header>
        <Stack component="main" gap="md">
          <div>
            <Title order={1}>{title}</Title>
            {hint && (
              <Text c="dimmed" mt={4} className="sentence">
                {hint}
              </Text>
            )}
          </div>
          {children}
        </Stack>
      </Paper>
    </div>
  )
}
