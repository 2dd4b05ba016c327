import { counted } from './counting'

export const groupsField = {
  create: (name: string) => `+ Create “${name}”`,
  creating: (name: string) => `Creating “${name}” …`,
  created: (name: string) => `The group ${name} was created.`,
  wasThere: (name: string) => `${name} was there already, and is chosen.`,
  isChosen: (name: string) => `“${name}” is chosen already.`,
  more: (count: number) => `${counted(count, 'more group', 'more groups')}: type a part of the name.`,
  allChosen: 'All groups are chosen.',
  noneYet: 'There is no group yet. Type a name to create one.',
  noneOfYours: 'None of your groups matches.',
}
