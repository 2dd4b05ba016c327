import { ErrorFields } from '../api/error-fields'
import { graphql, type ResultOf } from '../api/graphql'

/** What is read of the `errors` of a mutation that sends an invitation: of a suppressed address, what releases it. */
export const SendErrorFields = graphql(
  `fragment SendErrorFields on UserError { ...ErrorFields ... on Suppressed { suppressionId } }`,
  [ErrorFields],
)

export type SendRefusal = ResultOf<typeof SendErrorFields>

/** The suppression that stands against sending; undefined where that is not the reason. */
export const suppressionOf = (refusal: SendRefusal | undefined): string | undefined =>
  refusal?.__typename === 'Suppressed' ? refusal.suppressionId : undefined
