import type { Words } from '@vitrine/ui/words'

const en = {
  title: (number: string) => `Set the amount of order ${number} aside again`,
  explain: (amount: string, day: string) =>
    `An optician is still checking your prescription, and your bank keeps an amount aside for some days only. Set ${amount} aside again by ${day}; nothing is charged before the prescription is checked.`,
  setAside: (amount: string) => `Set ${amount} aside again`,
  notice: (day: string) => `Your bank let go of the amount. Set it aside again by ${day}, or the order is cancelled.`,
  declined: 'Your bank did not set the amount aside. Nothing was charged; choose another way.',
  failed: 'That did not work. Nothing was charged; try again in a moment.',
  ended: 'There is nothing to set aside for this order now.',
  back: 'Back to the order',
}

const fr = {
  title: (number) => `Réserver de nouveau la somme de la commande ${number}`,
  explain: (amount, day) =>
    `Un opticien vérifie encore votre ordonnance, et votre banque ne réserve une somme que quelques jours. Réservez de nouveau ${amount} avant le ${day}\u00a0; rien n’est débité avant que l’ordonnance soit vérifiée.`,
  setAside: (amount) => `Réserver ${amount} de nouveau`,
  notice: (day) => `Votre banque a libéré la somme. Réservez-la de nouveau avant le ${day}, sinon la commande est annulée.`,
  declined: 'Votre banque n’a pas réservé la somme. Rien n’a été débité\u00a0; choisissez un autre moyen.',
  failed: 'Cela n’a pas fonctionné. Rien n’a été débité\u00a0; réessayez dans un instant.',
  ended: 'Il n’y a rien à réserver pour cette commande maintenant.',
  back: 'Retour à la commande',
} satisfies typeof en

export const payAgainWords: Words<typeof en> = { en, fr }
