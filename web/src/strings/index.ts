import { accept, waiting } from './accept'
import { bulk } from './bulk'
import { common, dialog } from './common'
import { delivery, deliveryHints, invitation } from './invitation'
import { invite } from './invite'
import { member, people, wrongLink } from './people'
import { review } from './review'
import { password, session } from './session'
import { shell } from './shell'

export { LANGUAGE, number } from './counting'
export type { AddressProblem } from './invite'

/** Every text of the console, one file for each part of it; texts from the API are shown as they are. */
export const strings = {
  ...common,
  accept,
  bulk,
  delivery,
  deliveryHints,
  dialog,
  invitation,
  invite,
  member,
  password,
  people,
  review,
  session,
  shell,
  waiting,
  wrongLink,
}
