import { Spinner, useMonaco } from '@graphiql/react'
import { GraphiQL, type GraphiQLProps } from 'graphiql'
import { useEffect } from 'react'

/**
 * GraphiQL from the moment on when its editors can be there.
 *
 * By itself it shows its tabs before, and whoever changes to one gets an editor with the first tab's text in it.
 */
export function LoadedGraphiQL(props: GraphiQLProps) {
  const { monaco, actions } = useMonaco()
  useEffect(() => {
    void actions.initialize()
  }, [actions])
  return monaco ? <GraphiQL {...props} /> : <Spinner />
}
