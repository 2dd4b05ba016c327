import { accept, waiting } from './accept'
import { account, userAgents } from './account'
import { activity, activityActors, activityChanged, activityFields, activityKinds } from './activity'
import { bulk } from './bulk'
import { common, dialog } from './common'
import { delivery, deliveryHints, invitation } from './invitation'
import { invite } from './invite'
import { member, people, wrongLink } from './people'
import { password, session } from './session'
import { shell } from './shell'

export { LANGUAGE, number } from './counting'
export type { AddressProblem } from './invite'

/** Every text of the console, one file for each part of it; texts from the API are shown as they are. */
export const strings = {
  ...common,
  accept,
  account,
  activity,
  activityActors,
  activityChanged,
  activityFields,
  activityKinds,
  bulk,
  delivery,
  deliveryHints,
  dialog,
  invitation,
  invite,
  member,
  password,
  people,
  session,
  shell,
  userAgents,
  waiting,
  wrongLink,
}
