/** Of the texts below, of numbers and of times. */
export const LANGUAGE = 'en'

const numbers = new Intl.NumberFormat(LANGUAGE)
const plurals = new Intl.PluralRules(LANGUAGE)

export const number = (value: number) => numbers.format(value)

export const atLeast = (count: number, isExact: boolean) => `${number(count)}${isExact ? '' : '+'}`

export const counted = (count: number, one: string, other: string) =>
  `${number(count)} ${plurals.select(count) === 'one' ? one : other}`

const MAX_LISTED = 5
const lists = new Intl.ListFormat(LANGUAGE)

export const listed = (names: string[]) =>
  names.length <= MAX_LISTED
    ? lists.format(names)
    : lists.format([...names.slice(0, MAX_LISTED), counted(names.length - MAX_LISTED, 'other', 'others')])
