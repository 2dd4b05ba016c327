/** As the server makes them: see app/links.py. */
const TOKEN = /v1\.[\w-]{1,16}\.[\w-]{22}\.[1-9]\d{0,8}\.[\w-]{43}/
const LINK_PAGE = /^(.*\/(?:accept|reset-password))(?![\w-])/
const MAX_DECODINGS = 3

/**
 * Returns the token within an address, wherever in it a mail program put it; empty where there is none.
 * Some encode the `#`, some add what they count clicks by, or take along the full stop behind a link.
 */
export function findToken(address: string): string {
  let text = address
  for (let decodings = 0; decodings <= MAX_DECODINGS; decodings += 1) {
    const token = TOKEN.exec(text)?.[0]
    if (token) return token
    text = decode(text)
  }
  return ''
}

/** Returns the path of the page that a link leads to without what does not belong to it; undefined for other pages. */
export function linkPage(path: string): string | undefined {
  return LINK_PAGE.exec(path)?.[1]
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
