import { useLocale } from '@vitrine/ui/locale'
import type { Words } from '@vitrine/ui/words'

const en = {
  title: 'Advice',
  intro: 'Questions of customers, and the prescriptions they keep. Health data: each opening stands in the audit.',
  none: 'Nobody is waiting for an optician.',
  who: 'Customer',
  since: 'Waits since',
  sheets: 'Prescriptions to check',
  messages: 'Messages to answer',
  one: (id: string) => `Customer ${id.slice(0, 8)}`,
  thread: 'What was written',
  nothing: 'Nothing was written yet.',
  from: { person: 'Customer', optician: 'Optician' },
  reply: 'Answer',
  replyHint: 'Read in the customer’s account alone; the mail only says that there is something to read.',
  send: 'Send',
  own: 'This is your own: somebody else has to answer and decide.',
  kept: (wearer: string) => `Prescription of ${wearer}`,
  states: { submitted: 'To check', asked: 'Asked', verified: 'Checked', rejected: 'Rejected' },
  corrected: 'Another one was sent in its place.',
  verify: 'It is right: verify',
  ask: 'Ask the customer',
  reject: 'Reject',
}

const fr = {
  title: 'Conseil',
  intro: 'Les questions des clients, et les ordonnances qu’ils gardent. Données de santé\u00a0: chaque ouverture est inscrite au journal.',
  none: 'Personne n’attend d’opticien.',
  who: 'Client',
  since: 'Attend depuis',
  sheets: 'Ordonnances à vérifier',
  messages: 'Messages sans réponse',
  one: (id: string) => `Client ${id.slice(0, 8)}`,
  thread: 'Ce qui a été écrit',
  nothing: 'Rien n’a encore été écrit.',
  from: { person: 'Client', optician: 'Opticien' },
  reply: 'Répondre',
  replyHint: 'Lu dans le compte du client seulement\u00a0; le courriel dit seulement qu’il y a quelque chose à lire.',
  send: 'Envoyer',
  own: 'C’est le vôtre\u00a0: quelqu’un d’autre doit répondre et décider.',
  kept: (wearer: string) => `Ordonnance de ${wearer}`,
  states: { submitted: 'À vérifier', asked: 'Demandée', verified: 'Vérifiée', rejected: 'Rejetée' },
  corrected: 'Une autre a été envoyée à sa place.',
  verify: 'C’est juste\u00a0: vérifier',
  ask: 'Demander au client',
  reject: 'Rejeter',
} satisfies typeof en

export const adviceWords: Words<typeof en> = { en, fr }

export const useAdviceWords = () => adviceWords[useLocale()]
