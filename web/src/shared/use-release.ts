import { useCallback } from 'react'
import { useMutation } from 'urql'
import { ErrorFields } from '../api/error-fields'
import { RefusedError } from '../api/errors'
import { graphql } from '../api/graphql'
import { readPayload } from '../api/payloads'

const ReleaseSuppression = graphql(
  `mutation ReleaseSuppression($input: ReleaseSuppressionInput!) {
    releaseSuppression(input: $input) { suppression { id } errors { ...ErrorFields } }
  }`,
  [ErrorFields],
)
const CONTEXT = { additionalTypenames: ['Suppression'] }
const NOT_FOUND = 'NOT_FOUND'

/** Returns a function that lets an address be invited again. One that is released already is no failure. */
export function useRelease(): (suppressionId: string) => Promise<void> {
  const [, releaseSuppression] = useMutation(ReleaseSuppression)
  return useCallback(
    async (suppressionId: string) => {
      const { errors } = await readPayload(releaseSuppression({ input: { suppressionId } }, CONTEXT))
      const refusals = errors.filter(({ code }) => code !== NOT_FOUND)
      if (refusals.length > 0) throw new RefusedError(refusals)
    },
    [releaseSuppression],
  )
}
