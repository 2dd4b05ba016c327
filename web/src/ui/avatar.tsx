import { PersonIcon } from './icons'
import { initials } from './initials'

/** The initials of a name, as decoration beside the name itself; a figure where it has none. */
export function Avatar({ name }: { name: string }) {
  return (
    <span aria-hidden="true" className="avatar">
      {initials(name) || <PersonIcon />}
    </span>
  )
}
