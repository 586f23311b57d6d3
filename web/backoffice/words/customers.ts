import { useLocale } from '@vitrine/ui/locale'
import type { Words } from '@vitrine/ui/words'

const en = {
  intro:
    'People with an account. Who asks by letter or by phone to be forgotten is erased here; the act and its reason stand in the audit.',
  search: 'E-mail or name',
  none: 'Nobody with an account yet.',
  name: 'Name',
  email: 'E-mail',
  since: 'Since',
  roles: 'Roles',
  orders: 'Orders',
  ordersOf: (name: string) => `Orders of ${name}`,
  groups: 'Groups',
  groupsOf: (name: string) => `Groups of ${name}`,
  eraseOne: (name: string) => `Erase ${name}`,
  erase: 'Erase',
  title: (name: string) => `Erase ${name} for good`,
  goes: 'Goes at once: account, address book, ways to pay, prescriptions, suggestions, mails, names and addresses on orders that have ended.',
  stays: 'Stays: invoices, for as long as the law says; orders and money without the person; this act in the audit.',
  reason: 'On whose wish, and how it came (no name)',
  sure: 'I know who this is, and that nothing brings the account back',
  confirm: 'Erase for good',
  back: 'Leave it',
  done: (name: string) => `${name} is erased. Services forget as they hear of it, within seconds.`,
  underWay: (numbers: string) => `Under way: ${numbers}. It has to end first.`,
}

const fr = {
  intro:
    'Les personnes qui ont un compte. Qui demande par lettre ou par téléphone à être oublié est effacé ici\u00a0; l’acte et sa raison sont inscrits au journal.',
  search: 'E-mail ou nom',
  none: 'Personne n’a encore de compte.',
  name: 'Nom',
  email: 'E-mail',
  since: 'Depuis',
  roles: 'Rôles',
  orders: 'Commandes',
  ordersOf: (name: string) => `Commandes de ${name}`,
  groups: 'Groupes',
  groupsOf: (name: string) => `Groupes de ${name}`,
  eraseOne: (name: string) => `Effacer ${name}`,
  erase: 'Effacer',
  title: (name: string) => `Effacer ${name} pour toujours`,
  goes: 'Part tout de suite\u00a0: compte, carnet d’adresses, moyens de paiement, ordonnances, suggestions, messages, noms et adresses des commandes terminées.',
  stays:
    'Reste\u00a0: les factures, aussi longtemps que la loi le dit\u00a0; les commandes et l’argent, sans la personne\u00a0; cet acte, au journal.',
  reason: 'À la demande de qui, et par quelle voie (sans nom)',
  sure: 'Je sais qui c’est, et que rien ne ramène le compte',
  confirm: 'Effacer pour toujours',
  back: 'Ne pas effacer',
  done: (name: string) => `${name} est effacé. Les services oublient dès qu’ils l’apprennent, en quelques secondes.`,
  underWay: (numbers: string) => `En cours\u00a0: ${numbers}. Cela doit d’abord se terminer.`,
} satisfies typeof en

export const customerWords: Words<typeof en> = { en, fr }

/** The words of the customers’ screen, in the language of the office. */
export const useCustomerWords = () => customerWords[useLocale()]
