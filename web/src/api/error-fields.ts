import { graphql } from './graphql'

/** What is read of a mutation's `errors`. */
export const ErrorFields = graphql(`
  fragment ErrorFields on UserError { __typename code message path }
`)
