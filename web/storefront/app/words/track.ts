import type { Words } from '@vitrine/ui/words'

const en = {
  title: 'Track an order',
  lead: 'The confirmation mail holds the link of your order: its page shows each step with its time, and updates by itself. If you no longer have it, we send it again.',
  account: 'With an account, every order placed with it is under “My orders”.',
  number: 'Order number',
  numberHint: 'It begins with V-, in the mail and on the invoice.',
  email: 'E-mail address of the order',
  send: 'Send me the link',
  enterNumber: 'Enter the number of the order',
  sent: (email: string) =>
    `If an order has this number and was placed with ${email}, its mail is on its way there. It can take a few minutes, and goes out once in ten.`,
  again: 'Nothing arrives? Look among unwanted mails, and check the number and the address here.',
  tooMany: 'Too many tries. Wait a few minutes, then try again.',
  failed: 'The mail could not be asked for. What you typed is kept: try again.',
}

const fr = {
  title: 'Suivre une commande',
  lead: 'L’e-mail de confirmation contient le lien de votre commande\u00a0: sa page montre chaque étape avec son heure, et se met à jour d’elle-même. Si vous ne l’avez plus, nous le renvoyons.',
  account: 'Avec un compte, toutes les commandes passées avec lui sont sous «\u00a0Mes commandes\u00a0».',
  number: 'Numéro de commande',
  numberHint: 'Il commence par V-, dans l’e-mail et sur la facture.',
  email: 'Adresse e-mail de la commande',
  send: 'M’envoyer le lien',
  enterNumber: 'Indiquez le numéro de la commande',
  sent: (email) =>
    `Si une commande porte ce numéro et a été passée avec ${email}, son e-mail est en route. Il peut mettre quelques minutes, et part une fois toutes les dix minutes.`,
  again: 'Rien n’arrive\u00a0? Regardez dans les indésirables, et vérifiez ici le numéro et l’adresse.',
  tooMany: 'Trop d’essais. Attendez quelques minutes, puis recommencez.',
  failed: 'L’e-mail n’a pas pu être demandé. Votre saisie est conservée\u00a0: réessayez.',
} satisfies typeof en

export const trackWords: Words<typeof en> = { en, fr }
