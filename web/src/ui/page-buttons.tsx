import { ActionIcon } from '@mantine/core'
import { strings } from '../strings'
import { LeftIcon, RightIcon } from './icons'

interface Props {
  hasPrevious: boolean
  hasNext: boolean
  size: number
  onTurn: (direction: 1 | -1) => void
}

/** The two buttons that turn the pages of a list. */
export function PageButtons({ hasPrevious, hasNext, size, onTurn }: Props) {
  return (
    <>
      <ActionIcon
        variant="default"
        size={size}
        aria-label={strings.people.previous}
        {...stateOf(hasPrevious)}
        onClick={() => hasPrevious && onTurn(-1)}
      >
        <LeftIcon />
      </ActionIcon>
      <ActionIcon
        variant="default"
        size={size}
        aria-label={strings.people.next}
        {...stateOf(hasNext)}
        onClick={() => hasNext && onTurn(1)}
      >
        <RightIcon />
      </ActionIcon>
    </>
  )
}

/** At an end of the list a button stays where the keyboard can be: a disabled one would lose the focus. */
const stateOf = (isPossible: boolean) => (isPossible ? {} : { 'aria-disabled': true, 'data-disabled': true })
