const MAX_INITIALS = 2
/** What is said beside a name: "(she/her)", "[external]". */
const ASIDE = /\([^()]*\)|\[[^[\]]*\]/gu
const LETTER = /[\p{L}\p{N}]/u
const BEFORE_LETTERS = /^[^\p{L}\p{N}]+/u
/** Two letters side by side would read as a syllable or a word of its own, or join. */
const ONE_LETTER =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u
/** Others have capitals that fonts do not (Georgian), or none. */
const WITH_CAPITALS = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Armenian}]/u
const characters = new Intl.Segmenter('und', { granularity: 'grapheme' })

/**
 * Returns the first letters of a name's first and last word, of scripts without initials the first one; an emoji where
 * a name is nothing else; empty where there is nothing to show.
 */
export function initials(name: string): string {
  const words = lettered(name.replaceAll(ASIDE, ' '))
  const chosen = words.length > 0 ? words : lettered(name)
  const [first, ...others] = chosen.map(firstCharacter)
  if (first === undefined) return emoji(name)
  const last = others.at(-1)
  if (last === undefined || ONE_LETTER.test(first) || ONE_LETTER.test(last)) return first
  return [first, last].slice(0, MAX_INITIALS).join('')
}

function lettered(name: string): string[] {
  return name
    .split(/\s+/u)
    .map((word) => word.replace(BEFORE_LETTERS, ''))
    .filter((word) => LETTER.test(word))
}

function firstCharacter(text: string): string {
  const [{ segment = '' } = {}] = characters.segment(text)
  const capital = segment.toLocaleUpperCase()
  // ß has two capitals.
  return WITH_CAPITALS.test(segment) && capital.length === segment.length ? capital : segment
}

function emoji(name: string): string {
  for (const { segment } of characters.segment(name)) {
    if (/\p{Extended_Pictographic}|\p{Regional_Indicator}/u.test(segment)) return segment
  }
  return ''
}
