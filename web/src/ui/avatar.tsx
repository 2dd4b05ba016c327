const MAX_INITIALS = 2

/** The initials of a name, as decoration beside the name itself. */
export function Avatar({ name }: { name: string }) {
  const words = name.trim().split(/\s+/)
  const chosen = words.length > MAX_INITIALS ? [words[0], words.at(-1)] : words
  const initials = chosen.map((word) => [...(word ?? '')][0] ?? '').join('')
  return (
    <span aria-hidden="true" className="avatar">
      {initials.toLocaleUpperCase()}
    </span>
  )
}
