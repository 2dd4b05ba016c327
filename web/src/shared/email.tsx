/** So many letters at either end of a part are never alone on a line. */
const TOGETHER = 3

/** An address on at most two lines, broken before its `@` where it is too long, and elsewhere only if that is not enough. */
export function Email({ email }: { email: string }) {
  // What a file has instead of an address may have none.
  const at = Math.max(0, email.lastIndexOf('@'))
  const end = Math.max(at, email.length - TOGETHER)
  return (
    <span className="few-lines" title={email}>
      {email.slice(0, at)}
      {at >= TOGETHER && <wbr />}
      {email.slice(at, end)}
      <span className="nowrap">{email.slice(end)}</span>
    </span>
  )
}
