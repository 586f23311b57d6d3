import type { Words } from '@vitrine/ui/words'

const en = {
  want: (name: string) => `What you want for ${name}`,
  money: 'The money back',
  variant: (name: string, price: string, left: number) => `${name}, ${price}, ${left} in stock`,
  find: 'Another product',
  findHint: 'Look for it here to choose it above. Dearer, you pay the difference; cheaper, we give it back.',
  findButton: 'Look for it',
  nothingFound: 'Nothing of that name is in stock.',
  wants: (count: number, name: string) => `for ${count}\u00a0× ${name}`,
  pay: (amount: string) => `Pay the difference: ${amount}`,
  until: {
    toPay: (day: string) => `Until ${day}; then it becomes a return.`,
    swap: (day: string) => `Until ${day}; then the parcel leaves as it was ordered.`,
    toSend: (day: string) => `The exchange was not paid. Send the items back by ${day} to be paid back.`,
  },
  replacement: (number: string) => `Replacement: order ${number}`,
  replaces: (number: string) => `It replaces items of order ${number}.`,
  waits: 'It leaves once the items you send back are checked.',
  title: (number: string) => `Exchange from order ${number}`,
  explain: 'Your replacement costs more than what you send back. It is put aside for you as soon as you have paid the difference.',
  explainSwap: 'What you chose costs more than what you ordered. Nothing changes before you have paid the difference.',
  explainFree: 'What you chose costs no more than your items any more. There is nothing to pay: confirm to have it.',
  keep: 'Keep what was ordered',
  ended: 'There is nothing to pay for this exchange now.',
  back: 'Back to the order',
  declined: 'The payment was not made. Nothing was charged; you can try again.',
}

const fr = {
  want: (name) => `Ce que vous voulez pour ${name}`,
  money: 'Le remboursement',
  variant: (name, price, left) => `${name}, ${price}, ${left} en stock`,
  find: 'Un autre produit',
  findHint: 'Cherchez-le ici pour le choisir plus haut. Plus cher, vous payez la différence\u00a0; moins cher, nous vous la rendons.',
  findButton: 'Le chercher',
  nothingFound: 'Rien de ce nom n’est en stock.',
  wants: (count, name) => `contre ${count}\u00a0× ${name}`,
  pay: (amount) => `Payer la différence\u00a0: ${amount}`,
  until: {
    toPay: (day) => `Jusqu’au ${day}\u00a0; ensuite, il devient un retour.`,
    swap: (day) => `Jusqu’au ${day}\u00a0; ensuite, le colis part comme il a été commandé.`,
    toSend: (day) => `L’échange n’a pas été payé. Renvoyez les articles au plus tard le ${day} pour être remboursé.`,
  },
  replacement: (number) => `Remplacement\u00a0: commande ${number}`,
  replaces: (number) => `Elle remplace des articles de la commande ${number}.`,
  waits: 'Elle part dès que les articles que vous renvoyez sont vérifiés.',
  title: (number) => `Échange de la commande ${number}`,
  explain: 'Votre remplacement coûte plus que ce que vous renvoyez. Il est mis de côté dès que vous avez payé la différence.',
  explainSwap: 'Ce que vous avez choisi coûte plus que ce que vous avez commandé. Rien ne change avant que la différence soit payée.',
  explainFree: 'Ce que vous avez choisi ne coûte plus davantage que vos articles. Il n’y a rien à payer\u00a0: confirmez pour l’avoir.',
  keep: 'Garder ce qui a été commandé',
  ended: 'Il n’y a rien à payer pour cet échange maintenant.',
  back: 'Retour à la commande',
  declined: 'Le paiement n’a pas eu lieu. Rien n’a été débité\u00a0; vous pouvez réessayer.',
} satisfies typeof en

export const exchangeWords: Words<typeof en> = { en, fr }
