import type { Words } from '@vitrine/ui/words'

const en = {
  link: 'Something is faulty',
  title: (number: string) => `Something of order ${number} is faulty`,
  intro:
    'What was faulty when it reached you is repaired, replaced or paid back, for two years: lenses made for you and opened perfume too. Sending it costs you nothing.',
  pieces: (name: string) => `How many of ${name} are faulty`,
  until: (day: string) => `until ${day}`,
  words: 'What is wrong',
  wordsHint: 'Since when, and what happens when you use it.',
  remedy: 'What you wish',
  remedies: { repair: 'That it is repaired', replacement: 'That it is replaced', refund: 'My money back' },
  remedyHint: 'The shop may propose another of these, where yours cannot be done.',
  send: 'Claim it',
  choose: 'Choose how many of which item are faulty.',
  say: 'Say what is wrong.',
  refused: 'This can no longer be claimed. Nothing was changed.',
  claimed: 'Your claim reached the shop. It answers by mail.',
  wished: { repair: 'You wish a repair', replacement: 'You wish a replacement', refund: 'You wish your money back' },
  amount: (pieces: string, amount: string) => `${pieces}, ${amount} back`,
  sendTo: 'Send it to',
  shopPays: 'The shop pays for sending it: use its label, or keep the receipt.',
  youPay: 'You pay for sending it. Keep the proof that you did.',
  costs: 'You pay for sending it, unless it is faulty or not as shown: then the shop does.',
  takeBack: 'Take this request back',
  takenBack: 'Your request is taken back. Nothing else was changed.',
  takeBackRefused: 'It has arrived already, or was decided. Nothing was changed.',
}

const fr = {
  link: 'Signaler un défaut',
  title: (number) => `Un défaut dans la commande ${number}`,
  intro:
    'Ce qui avait un défaut à l’arrivée est réparé, remplacé ou remboursé pendant deux ans, y compris les verres faits pour vous et un parfum ouvert. L’envoi ne vous coûte rien.',
  pieces: (name) => `Combien de ${name} ont un défaut`,
  until: (day) => `jusqu’au ${day}`,
  words: 'Ce qui ne va pas',
  wordsHint: 'Depuis quand, et ce qui se passe à l’usage.',
  remedy: 'Ce que vous souhaitez',
  remedies: { repair: 'Une réparation', replacement: 'Un remplacement', refund: 'Le remboursement' },
  remedyHint: 'La boutique peut en proposer un autre, si le vôtre est impossible.',
  send: 'Signaler le défaut',
  choose: 'Choisissez combien de quel article ont un défaut.',
  say: 'Dites ce qui ne va pas.',
  refused: 'Cela ne peut plus être signalé. Rien n’a été changé.',
  claimed: 'Votre demande est arrivée à la boutique. Elle répond par mail.',
  wished: {
    repair: 'Vous souhaitez une réparation',
    replacement: 'Vous souhaitez un remplacement',
    refund: 'Vous souhaitez le remboursement',
  },
  amount: (pieces, amount) => `${pieces}, ${amount} remboursés`,
  sendTo: 'À envoyer à',
  shopPays: 'La boutique paie l’envoi\u00a0: utilisez son étiquette, ou gardez le reçu.',
  youPay: 'L’envoi est à votre charge. Gardez-en la preuve.',
  costs: 'L’envoi est à votre charge, sauf défaut ou article différent de ce qui était montré\u00a0: alors la boutique le paie.',
  takeBack: 'Retirer cette demande',
  takenBack: 'Votre demande est retirée. Rien d’autre n’a changé.',
  takeBackRefused: 'C’est déjà arrivé, ou décidé. Rien n’a été changé.',
} satisfies typeof en

export const claimWords: Words<typeof en> = { en, fr }
