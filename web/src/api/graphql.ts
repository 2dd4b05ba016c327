import { initGraphQLTada } from 'gql.tada'
import type { introspection } from './graphql-env.d.ts'

/** Parses a document, and types it by schema/schema.graphql. */
export const graphql = initGraphQLTada<{
  introspection: introspection
  disableMasking: true
  scalars: { DateTime: string; Upload: File; ID: string }
}>()

export type { ResultOf, VariablesOf } from 'gql.tada'

export type Role = ReturnType<typeof graphql.scalar<'Role'>>
export type MemberOrderField = ReturnType<typeof graphql.scalar<'MemberOrderField'>>
export type InvitationOrderField = ReturnType<typeof graphql.scalar<'InvitationOrderField'>>
export type BounceKind = ReturnType<typeof graphql.scalar<'BounceKind'>>
export type DeliveryStatus = ReturnType<typeof graphql.scalar<'DeliveryStatus'>>
export type InvitationStatus = ReturnType<typeof graphql.scalar<'InvitationStatus'>>
export type BulkInviteStatus = ReturnType<typeof graphql.scalar<'BulkInviteStatus'>>
export type QueueName = ReturnType<typeof graphql.scalar<'QueueName'>>
