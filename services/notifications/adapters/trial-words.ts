import type { Locale } from '../domain/letter.ts'

/** Words of the mails about home trials; French is typed by English, as in mail-words.ts. */
const en = {
  see: 'See my home trial',
  frames: 'Frames',
  footer: (shop: string) => `You receive this mail because of a home trial at ${shop}. Answer it if something is wrong.`,
  begun: {
    subject: 'Your home trial: we prepare your frames',
    title: 'Your frames are being prepared',
    body: (deposit: string, day: string) => `${deposit} are set aside at your bank, and nothing is charged. The parcel leaves by ${day}.`,
  },
  delivered: {
    subject: 'Your home trial has arrived',
    title: 'Your frames are with you',
    body: (day: string) =>
      `Take your time, and send back by ${day} what you do not keep, in the same parcel. What you keep is paid from the deposit.`,
  },
  noticed: {
    subject: 'Your home trial: please send the frames back',
    title: 'Your frames have not come back yet',
    body: (day: string) => `They were to be sent back by ${day}. If they are on their way, you have nothing to do.`,
    late: (day: string) => `If nothing has arrived by ${day}, the price of the missing frames is taken from the deposit.`,
  },
  'deposit-asked': {
    subject: 'Your home trial: please set the deposit aside again',
    title: 'Your bank let go of the deposit',
    body: (deposit: string) =>
      `A bank keeps an amount aside for some days only. Please set ${deposit} aside again; nothing is charged by it.`,
  },
  closed: {
    subject: 'Your home trial has ended',
    title: 'Your home trial has ended',
    free: 'Nothing was charged, and the deposit is yours again.',
    taken: (amount: string) => `We took ${amount} from the deposit, for the frames below. The rest is yours again.`,
    invoice: 'Your invoice is on the page of your home trial.',
  },
  recalled: {
    subject: (name: string, lot: string) => `Recall: ${name}, lot ${lot}`,
    title: (name: string) => `Please do not wear ${name} any more`,
    body: (name: string) =>
      `We recall a lot of ${name}, and the frame of your home trial is of it, or may be. Stop wearing it, and answer this mail: we tell you what comes next.`,
    lot: 'Lot',
    why: 'Why',
    something: 'a frame',
  },
  cancelled: {
    subject: 'Your home trial was called off',
    title: 'Your home trial was called off',
    body: 'Nothing is sent, nothing was charged, and the deposit is yours again.',
  },
}

const fr: typeof en = {
  see: 'Voir mon essai à domicile',
  frames: 'Montures',
  footer: (shop) => `Vous recevez ce message à la suite d’un essai à domicile chez ${shop}. Répondez-y si quelque chose ne va pas.`,
  begun: {
    subject: 'Votre essai à domicile\u00a0: nous préparons vos montures',
    title: 'Vos montures sont en préparation',
    body: (deposit, day) => `${deposit} sont réservés à votre banque, et rien n’est débité. Le colis part au plus tard le ${day}.`,
  },
  delivered: {
    subject: 'Votre essai à domicile est arrivé',
    title: 'Vos montures sont chez vous',
    body: (day) =>
      `Prenez votre temps, et renvoyez avant le ${day} ce que vous ne gardez pas, dans le même colis. Ce que vous gardez est payé par la caution.`,
  },
  noticed: {
    subject: 'Votre essai à domicile\u00a0: merci de renvoyer les montures',
    title: 'Vos montures ne sont pas encore revenues',
    body: (day) => `Elles étaient à renvoyer avant le ${day}. Si elles sont en route, vous n’avez rien à faire.`,
    late: (day) => `Si rien n’est arrivé le ${day}, le prix des montures manquantes est prélevé sur la caution.`,
  },
  'deposit-asked': {
    subject: 'Votre essai à domicile\u00a0: merci de réserver de nouveau la caution',
    title: 'Votre banque a libéré la caution',
    body: (deposit) =>
      `Une banque ne réserve une somme que quelques jours. Merci de réserver de nouveau ${deposit}\u00a0; rien n’est débité pour autant.`,
  },
  closed: {
    subject: 'Votre essai à domicile est terminé',
    title: 'Votre essai à domicile est terminé',
    free: 'Rien n’a été débité, et la caution est libérée.',
    taken: (amount) => `Nous avons prélevé ${amount} sur la caution, pour les montures ci-dessous. Le reste est libéré.`,
    invoice: 'Votre facture est sur la page de votre essai à domicile.',
  },
  recalled: {
    subject: (name, lot) => `Rappel\u00a0: ${name}, lot ${lot}`,
    title: (name) => `Ne portez plus ${name}, s’il vous plaît`,
    body: (name) =>
      `Nous rappelons un lot de ${name}, dont la monture de votre essai à domicile fait partie, ou peut faire partie. Ne la portez plus et répondez à ce message\u00a0: nous vous dirons la suite.`,
    lot: 'Lot',
    why: 'Pourquoi',
    something: 'une monture',
  },
  cancelled: {
    subject: 'Votre essai à domicile est annulé',
    title: 'Votre essai à domicile est annulé',
    body: 'Rien n’est envoyé, rien n’a été débité, et la caution est libérée.',
  },
}

export const trialWords: Record<Locale, typeof en> = { en, fr }
