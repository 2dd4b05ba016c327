/** An address on at most two lines, broken before its `@` where it has to be. */
export function Email({ email }: { email: string }) {
  const at = email.lastIndexOf('@')
  return (
    <span className="two-at-most" title={email}>
      {email.slice(0, at)}
      <wbr />
      {email.slice(at)}
    </span>
  )
}
