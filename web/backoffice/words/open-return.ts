import type { Words } from '@vitrine/ui/words'

const en = {
  title: 'Open a return or a claim',
  hint: 'For a shopper who asked otherwise than on their page. The period does not count: you decide when it has arrived.',
  kind: 'What it is',
  kinds: { return: 'A return', claim: 'A claim: something is faulty' },
  of: (name: string, away: number) => `${name} (${away} with the shopper)`,
  reason: 'Reason of the return',
  remedy: 'Wish, of a claim',
  remedies: { repair: 'Repair', replacement: 'Replacement', refund: 'Money back' },
  words: 'Why you open it; of a claim, what is wrong',
  wordsHint: 'Kept with the file. The shopper sees it too.',
  none: 'Choose what comes back.',
  button: 'Open it',
  done: 'It is open. It waits for an answer like any other.',
  wished: { repair: 'They wish a repair', replacement: 'They wish a replacement', refund: 'They wish their money back' },
  shopPays: 'The shop pays for sending it back.',
}

const fr = {
  title: 'Ouvrir un retour ou un défaut',
  hint: 'Pour un client qui l’a demandé autrement que sur sa page. Le délai ne compte pas\u00a0: vous décidez à l’arrivée.',
  kind: 'De quoi il s’agit',
  kinds: { return: 'Un retour', claim: 'Un défaut signalé' },
  of: (name, away) => `${name} (${away} chez le client)`,
  reason: 'Motif du retour',
  remedy: 'Souhait, pour un défaut',
  remedies: { repair: 'Réparation', replacement: 'Remplacement', refund: 'Remboursement' },
  words: 'Pourquoi vous l’ouvrez\u00a0; pour un défaut, ce qui ne va pas',
  wordsHint: 'Gardé avec le dossier. Le client le voit aussi.',
  none: 'Choisissez ce qui revient.',
  button: 'L’ouvrir',
  done: 'C’est ouvert. Il attend une réponse comme les autres.',
  wished: {
    repair: 'Le client souhaite une réparation',
    replacement: 'Le client souhaite un remplacement',
    refund: 'Le client souhaite être remboursé',
  },
  shopPays: 'La boutique paie l’envoi du retour.',
} satisfies typeof en

export const openReturnWords: Words<typeof en> = { en, fr }
