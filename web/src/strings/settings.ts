import { counted, number } from './counting'

export const settings = {
  subtitle: (organization: string) => `What counts for everybody in ${organization}.`,
  mayNot: "Your role doesn't allow changing settings",
  mayNotHint: 'Only an Admin can change the settings of the organization. Ask one of yours.',
  failed: 'The settings could not be loaded',
  name: "Organization's name",
  nameHint: 'Shown here, and in the emails that invite people.',
  expiry: 'Invitations expire after',
  expiryHint:
    'Counts for invitations made or resent from now on. Those already sent keep their time until they are resent.',
  never: 'Never',
  days: (days: number) => counted(days, 'day', 'days'),
  custom: 'Another number of days',
  customDays: 'Number of days',
  outOfRange: (from: number, to: number) => `Enter a whole number of days, from ${from} to ${number(to)}.`,
  rowLimit: 'People in one uploaded file',
  rowLimitValue: (limit: number) => `${number(limit)} at most`,
  rowLimitHint: (product: string) => `Set by whoever runs ${product} for you. Ask them if you need more.`,
  save: 'Save changes',
  discard: 'Discard changes',
  unchanged: 'Nothing has changed yet.',
  saved: 'Your changes were saved.',
}
