/** The path of PUBLIC_URL, which the server writes into the page: empty, or like /team. */
export const publicPath = written('public-path') ?? ''

/** Where the server has the link to GraphiQL stand: `navigation` in development, else `menu`, or `none`. */
export const graphiqlPlace = written('graphiql') ?? 'navigation'

export const graphqlUrl = `${publicPath}/graphql`

export const socketUrl = `${location.protocol.replace('http', 'ws')}//${location.host}${graphqlUrl}`

function written(name: string): string | undefined {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content
}
