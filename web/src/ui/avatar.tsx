const LETTERS = 2

/** Decoration: the name always stands beside it. */
export function Avatar({ name }: { name: string }) {
  const words = name.trim().split(/\s+/)
  const chosen = words.length > LETTERS ? [words[0], words.at(-1)] : words
  const initials = chosen.map((word) => [...(word ?? '')][0] ?? '').join('')
  return (
    <span aria-hidden="true" className="avatar">
      {initials.toLocaleUpperCase()}
    </span>
  )
}
