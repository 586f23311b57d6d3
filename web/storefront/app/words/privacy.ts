import type { Words } from '@vitrine/ui/words'

const en = {
  title: 'Your data',
  kept: 'What we keep',
  keptList: [
    'Your account: address, name, language, address book.',
    'Your orders, and the invoices and parcels that belong to them.',
    'Ways to pay you agreed to keep: what the bank calls them, never the card.',
    'Prescriptions you keep here, sealed with a key of your own.',
    'Prescriptions of your glasses, and what opticians wrote about them, sealed the same way.',
    'Measures you keep here, encrypted, for a year; links to frames you shared, for 30 days.',
    'What you looked at, where you agreed to it, to suggest what goes with it.',
    'Mails we wrote to you.',
  ],
  notKept: 'No photo of a try-on is among it: those are forgotten when the answer is given. A face you shared is erased after a day.',
  exportTitle: 'Take it with you',
  exportText: 'One file in JSON, readable by people and programmes.',
  export: 'Download my data',
  eraseTitle: 'Erase my account',
  eraseText:
    'At once and for good: account, address book, ways to pay, prescriptions, suggestions and mails. Your orders stay in our books without you. The law makes us keep invoices, with the name and address on them, for 10 years in France.',
  eraseWait:
    'An order that is under way has to end first. Returns and withdrawals need your account or the confirmation mail: finish them before.',
  password: 'Your password, once more',
  erase: 'Erase my account for good',
  erasing: 'Erasing…',
  erasedTitle: 'Your account is erased',
  erasedText: 'A last mail says so. Thank you for having been here.',
  home: 'To the shop',
  back: 'Back to the account',
  refusals: {
    'wrong-password': 'That is not your password. Nothing was erased.',
    'orders-under-way': (numbers: string) => `Under way: ${numbers}. Nothing was erased. Come back when it has ended.`,
    'is-staff': 'You work here: an owner takes your roles away first. Nothing was erased.',
    'too-many-requests': 'Too many tries in a short time. Wait some minutes, then try again.',
    other: 'This did not work, and nothing was erased. Try again.',
  },
}

const fr = {
  title: 'Vos données',
  kept: 'Ce que nous gardons',
  keptList: [
    'Votre compte\u00a0: adresse, nom, langue, carnet d’adresses.',
    'Vos commandes, avec leurs factures et leurs colis.',
    'Les moyens de paiement que vous avez accepté de garder\u00a0: le nom que leur donne la banque, jamais la carte.',
    'Les ordonnances que vous gardez ici, scellées avec une clé à vous.',
    'Les ordonnances de vos lunettes et ce que les opticiens en ont écrit, scellés de même.',
    'Les mesures que vous gardez ici, chiffrées, pendant un an\u00a0; les liens vers des montures partagées, pendant 30 jours.',
    'Ce que vous avez regardé, si vous l’avez accepté, pour proposer ce qui va avec.',
    'Les messages que nous vous avons écrits.',
  ],
  notKept:
    'Aucune photo d’essayage n’en fait partie\u00a0: elles sont oubliées dès la réponse donnée. Un visage partagé est effacé au bout d’un jour.',
  exportTitle: 'Les emporter',
  exportText: 'Un fichier JSON, lisible par des personnes et des programmes.',
  export: 'Télécharger mes données',
  eraseTitle: 'Effacer mon compte',
  eraseText:
    'Tout de suite et pour toujours\u00a0: compte, carnet d’adresses, moyens de paiement, ordonnances, suggestions et messages. Vos commandes restent dans nos comptes, sans vous. La loi nous oblige à garder les factures, avec le nom et l’adresse qui y figurent, 10\u00a0ans en France.',
  eraseWait:
    'Une commande en cours doit d’abord se terminer. Retours et rétractations demandent votre compte ou le message de confirmation\u00a0: terminez-les avant.',
  password: 'Votre mot de passe, encore une fois',
  erase: 'Effacer mon compte pour toujours',
  erasing: 'Effacement…',
  erasedTitle: 'Votre compte est effacé',
  erasedText: 'Un dernier message le confirme. Merci d’être venu.',
  home: 'Vers la boutique',
  back: 'Retour au compte',
  refusals: {
    'wrong-password': 'Ce n’est pas votre mot de passe. Rien n’a été effacé.',
    'orders-under-way': (numbers: string) => `En cours\u00a0: ${numbers}. Rien n’a été effacé. Revenez quand ce sera terminé.`,
    'is-staff': 'Vous travaillez ici\u00a0: un propriétaire retire d’abord vos rôles. Rien n’a été effacé.',
    'too-many-requests': 'Trop d’essais en peu de temps. Attendez quelques minutes, puis réessayez.',
    other: 'Cela n’a pas abouti, et rien n’a été effacé. Réessayez.',
  },
} satisfies typeof en

export const privacyWords: Words<typeof en> = { en, fr }
