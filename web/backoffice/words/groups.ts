import { useLocale } from '@vitrine/ui/locale'
import { plural, type Words } from '@vitrine/ui/words'

const en = {
  title: 'Groups of customers',
  intro: 'Price lists and promotions name them. A group is there as soon as it has a member, or something names it.',
  none: 'No group yet. Name one, and put its first customer in.',
  code: 'Group',
  members: 'Members',
  lists: 'Price lists',
  promotions: 'Promotions',
  open: 'Open',
  openHint: 'Small letters, digits and hyphens, such as opticians.',
  badCode: 'A group is small letters, digits and hyphens, at most 40.',
  group: (code: string) => `Group ${code}`,
  named: (lists: number, promotions: number) =>
    `${plural('en', lists, { one: '# price list', other: '# price lists' })} and ${plural('en', promotions, { one: '# promotion', other: '# promotions' })} name it.`,
  noMembers: 'Nobody is in this group.',
  customer: 'Customer',
  email: 'E-mail',
  gone: (id: string) => `${id}, whose account is no more`,
  takeOut: 'Take out',
  takeOutOne: (name: string) => `Take ${name} out of the group`,
  leave: (code: string) => `Take out of ${code}`,
  putIn: 'Put a customer in',
  wasPut: (name: string) => `${name} is in the group.`,
  wasTaken: (name: string) => `${name} is out of the group.`,
  groupsOf: (name: string) => `Groups of ${name}`,
  ofIntro: 'What a customer pays less by being in them is in the price lists and promotions that name them.',
  noGroups: 'In no group.',
  putInGroup: 'Put in this group',
  joined: (code: string) => `In ${code}.`,
  left: (code: string) => `Out of ${code}.`,
}

const fr = {
  title: 'Groupes de clients',
  intro: 'Les listes de prix et les promotions les nomment. Un groupe existe dès qu’il a un membre, ou que quelque chose le nomme.',
  none: 'Aucun groupe pour le moment. Nommez-en un, et mettez-y son premier client.',
  code: 'Groupe',
  members: 'Membres',
  lists: 'Listes de prix',
  promotions: 'Promotions',
  open: 'Ouvrir',
  openHint: 'Minuscules, chiffres et traits d’union, comme opticiens.',
  badCode: 'Un groupe, ce sont des minuscules, des chiffres et des traits d’union, 40 au plus.',
  group: (code: string) => `Groupe ${code}`,
  named: (lists: number, promotions: number) =>
    `Nommé par ${plural('fr', lists, { one: '# liste de prix', other: '# listes de prix' })} et ${plural('fr', promotions, { one: '# promotion', other: '# promotions' })}.`,
  noMembers: 'Personne n’est dans ce groupe.',
  customer: 'Client',
  email: 'E-mail',
  gone: (id: string) => `${id}, dont le compte n’existe plus`,
  takeOut: 'Retirer',
  takeOutOne: (name: string) => `Retirer ${name} du groupe`,
  leave: (code: string) => `Retirer de ${code}`,
  putIn: 'Ajouter un client',
  wasPut: (name: string) => `${name} est dans le groupe.`,
  wasTaken: (name: string) => `${name} n’est plus dans le groupe.`,
  groupsOf: (name: string) => `Groupes de ${name}`,
  ofIntro: 'Ce qu’un client paie de moins en y étant se lit dans les listes de prix et les promotions qui les nomment.',
  noGroups: 'Dans aucun groupe.',
  putInGroup: 'Mettre dans ce groupe',
  joined: (code: string) => `Dans ${code}.`,
  left: (code: string) => `N’est plus dans ${code}.`,
} satisfies typeof en

export const groupWords: Words<typeof en> = { en, fr }

/** The words of the screens about groups, in the language of the office. */
export const useGroupWords = () => groupWords[useLocale()]
