const LONG = 16
/** So many letters at the end of a word are never alone on a line. */
const TOGETHER = 3

/** A text whose words may be broken where they are longer than a line. It stands in something `breakable`. */
export function LongWords({ text }: { text: string }) {
  const words = text.split(/(\s+)/)
  return words.map((word, place) => {
    const letters = [...word]
    if (letters.length < LONG) return word
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: words have no other identity than their place.
      <span key={place}>
        {letters.slice(0, -TOGETHER).join('')}
        <span className="nowrap">{letters.slice(-TOGETHER).join('')}</span>
      </span>
    )
  })
}
