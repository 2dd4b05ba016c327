import { accept, waiting } from './accept'
import { account, userAgents } from './account'
import { activity, activityActors, activityChanged, activityFields, activityKinds } from './activity'
import { bounces } from './bounces'
import { bulk } from './bulk'
import { controls, dialog } from './controls'
import { failures } from './failures'
import { groups } from './groups'
import { groupsField } from './groups-field'
import { delivery, deliveryHints, invitation } from './invitation'
import { invite } from './invite'
import { invitationDetails, invitationLink, invited } from './invited'
import { lists } from './lists'
import { member, people, wrongLink } from './people'
import { review } from './review'
import { password, session } from './session'
import { settings } from './settings'
import { shell } from './shell'
import { stoppedLinks } from './stopped-links'
import { times } from './times'
import { stopping, summary, uploads } from './uploads'

export { atLeast, LANGUAGE, number } from './counting'
export type { AddressProblem } from './invite'

/**
 * The texts of the console, one file for each part of it; texts from the API are shown as they are. Those of parts that
 * few people see come with them: `jobs.ts`, `jobs-acts.ts` and `suppressions.ts`.
 */
export const strings = {
  ...controls,
  ...failures,
  ...times,
  accept,
  account,
  activity,
  activityActors,
  activityChanged,
  activityFields,
  activityKinds,
  bounces,
  bulk,
  delivery,
  deliveryHints,
  dialog,
  groups,
  groupsField,
  invitation,
  invitationDetails,
  invitationLink,
  invite,
  invited,
  lists,
  member,
  password,
  people,
  review,
  session,
  settings,
  shell,
  stoppedLinks,
  stopping,
  summary,
  uploads,
  userAgents,
  waiting,
  wrongLink,
}
