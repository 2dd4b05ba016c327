const WHOLE = /^\d{1,9}$/

/** Returns the number that somebody typed, with or without marks between the thousands; undefined for anything else. */
export function wholeNumber(text: string): number | undefined {
  const digits = text.trim().replaceAll(/(?<=\d)[,.\s](?=\d{3}(?:\D|$))/gu, '')
  return WHOLE.test(digits) ? Number(digits) : undefined
}
