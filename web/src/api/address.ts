const meta = (name: string) => document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content

/** The path of PUBLIC_URL, which the server writes into the page: empty, or like /team. */
export const publicPath = meta('public-path') ?? ''

/** Where the server has the link to GraphiQL stand: `navigation` in development, else `menu`, or `none`. */
export const graphiqlPlace = meta('graphiql') ?? 'navigation'

export const graphqlUrl = `${publicPath}/graphql`

export const socketUrl = `${location.protocol.replace('http', 'ws')}//${location.host}${graphqlUrl}`

/** PRODUCT_NAME, which the server writes into the page. */
export const productName = meta('product-name') ?? 'Senturo'
