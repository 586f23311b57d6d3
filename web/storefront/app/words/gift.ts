import type { Words } from '@vitrine/ui/words'

const en = {
  legend: 'For whom?',
  email: 'E-mail of whoever gets it (optional)',
  emailHint: 'Left empty, the code is sent to you.',
  message: 'Your message (optional)',
  atOnce: 'Sent by e-mail as soon as it is paid. No parcel, no end date.',
  to: (email: string) => `Goes to ${email}`,
  sent: 'Sent by e-mail once paid',
}

const fr = {
  legend: 'Pour qui\u00a0?',
  email: 'E-mail du destinataire (facultatif)',
  emailHint: 'Sans adresse, le code vous est envoyé.',
  message: 'Votre message (facultatif)',
  atOnce: 'Envoyée par e-mail dès le paiement. Sans colis, sans date de fin.',
  to: (email) => `Pour ${email}`,
  sent: 'Envoyé par e-mail dès le paiement',
} satisfies typeof en

export const giftWords: Words<typeof en> = { en, fr }
