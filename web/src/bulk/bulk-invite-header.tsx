import { Group, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { strings } from '../strings'

interface Props {
  filename: string | null
  children?: ReactNode
}

export function BulkInviteHeader({ filename, children }: Props) {
  return (
    <Group justify="space-between" wrap="nowrap" align="start">
      <Title order={2} className="few-lines" title={filename ?? undefined}>
        <bdi>{filename ?? strings.uploads.unnamed}</bdi>
      </Title>
      {children}
    </Group>
  )
}
