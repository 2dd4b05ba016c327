/** The server's rule. Its other rules need its list of common passwords, so that it alone can decide on them. */
export const MIN_PASSWORD_LENGTH = 12

/** Returns how many characters (code points, as the server counts them) a password lacks. */
export function missingCharacters(password: string): number {
  return Math.max(0, MIN_PASSWORD_LENGTH - [...password].length)
}
