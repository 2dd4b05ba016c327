/** The path of PUBLIC_URL, which the server writes into the page: empty, or like /team. */
export const publicPath = document.querySelector<HTMLMetaElement>('meta[name="public-path"]')?.content ?? ''

export const graphqlUrl = `${publicPath}/graphql`

export const socketUrl = `${location.protocol.replace('http', 'ws')}//${location.host}${graphqlUrl}`
