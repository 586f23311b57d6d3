import type { Locale } from '../domain/letter.ts'

/** Words of all mails. French is typed by English: a missing key does not build. Spaces before `: ; ! ?` and inside « » are no-break (web.md 6). */
const en = {
  hello: (name: string) => `Hello ${name},`,
  order: (number: string) => `Order ${number}`,
  seeOrder: 'See my order',
  footer: (shop: string) => `You receive this mail because of an order at ${shop}. Answer it if something is wrong.`,
  accountFooter: (shop: string) => `You receive this mail because this address was given at ${shop}.`,
  linkByHand: 'If the button does not work, copy this address into your browser:',
  quantity: (count: number, name: string) => `${count} × ${name}`,
  lines: 'Items',
  discount: (names: string) => (names ? `Discount: ${names}` : 'Discount'),
  delivery: 'Delivery',
  free: 'Free',
  tax: 'VAT',
  taxIncluded: 'of which VAT',
  total: 'Total',
  byCredit: 'Gift card or store credit',
  byPieces: (number: string) => `Items of order ${number}`,
  byBank: 'Paid by the bank',
  shipTo: 'Delivery address',
  confirmed: {
    subject: (number: string) => `Your order ${number} is confirmed`,
    title: 'Thank you, your order is confirmed',
    body: 'Your payment went through and we are preparing your parcel. We will write again when it leaves.',
    waits: (day: string) => `It waits for pieces that have not come yet, and leaves from ${day}. Once they are here it goes on by itself.`,
    replaces: (number: string) => `It replaces items of your order ${number}.`,
    withdrawal: (days: number) => `You have ${days} days after delivery to change your mind. How to do so is on the page of your order.`,
  },
  cancelled: {
    subject: (number: string) => `Your order ${number} is cancelled`,
    title: 'Your order is cancelled',
    refund: (amount: string) => `We are giving back ${amount} by the way you paid. Your bank may take a few days to show it.`,
    credit: (amount: string) => `${amount} goes back to the gift card or store credit that paid.`,
    exchange: (number: string) => `The page of order ${number} says what becomes of the items that were to pay for it.`,
    nothing: 'Nothing was charged.',
    whys: {
      'prescription-refused': 'Our optician could not have these lenses made. What was set aside at your bank is free again.',
      'prescription-late': 'We have waited too long for a prescription the lenses can be made to. You can order again at any time.',
      'payment-lapsed':
        'Your bank no longer held the amount for us, and it was not set aside again in time. You can order again at any time.',
    },
  },
  awaits: {
    subject: (number: string) => `Your order ${number}: an optician checks your prescription`,
    title: 'Thank you, we have your order',
    body: 'An optician checks your prescription first. Nothing is charged before; the amount is only set aside at your bank.',
    until: (date: string) => `We write again when it is checked, by ${date} at the latest.`,
  },
  asked: {
    subject: (number: string) => `A question about the prescription of your order ${number}`,
    title: 'Our optician has a question',
    body: 'Something in your prescription has to be looked at again. What it is stands on the page of your order, where you can correct it.',
    until: (date: string) => `Without an answer by ${date} the order is cancelled, and nothing is charged.`,
  },
  payAgain: {
    subject: (number: string) => `Your order ${number}: please set its amount aside again`,
    title: 'Your bank let go of the amount',
    body: (amount: string) =>
      `An optician is still checking your prescription, and a bank keeps an amount aside for some days only. Please set ${amount} aside again on the page of your order; nothing is charged before the prescription is checked.`,
    until: (date: string) => `Without it the order is cancelled after ${date}, and nothing is charged.`,
  },
  refunded: {
    subject: (number: string) => `A refund for your order ${number}`,
    title: (amount: string) => `We gave back ${amount}`,
    body: 'The money takes the way you paid. Your bank may take a few days to show it.',
    credit: 'It is back on the gift card or store credit that paid, ready to be used.',
  },
  shipped: {
    subject: (number: string) => `Your order ${number} is on its way`,
    title: 'Your parcel has left',
    body: (carrier: string) => `${carrier} has your parcel.`,
    tracking: 'Tracking number',
    follow: 'Follow it with the carrier',
  },
  delivered: {
    subject: (number: string) => `Your order ${number} has arrived`,
    title: 'Your parcel has arrived',
    body: (date: string) => `It was delivered on ${date}.`,
    withdrawal: (date: string) => `You may change your mind until ${date}. How to do so is on the page of your order.`,
    othersFollow: 'The rest of your order travels apart and has not arrived yet.',
  },
  withdrawn: {
    subject: (number: string) => `Your withdrawal from order ${number}`,
    title: 'We have received your withdrawal',
    body: 'This mail is your receipt: it says what you declared, and when. Keep it.',
    declared: { name: 'Declared by', at: 'Received on', order: 'Contract: order' },
    awaited: (days: number) =>
      `Send the items back within ${days} days; keep the proof that you did. You pay for sending them, unless they are faulty. Opened perfume cannot be taken back.`,
    back: (amount: string) =>
      `We pay back ${amount} by the way you paid, within 14 days of your statement; we may wait for the items or for the proof that they were sent.`,
  },
  returnApproved: {
    subject: (number: string) => `Your return for order ${number} is accepted`,
    title: 'You can send it back',
    body: 'Put the items in a parcel with the number of your order. We check them when they arrive, and then pay you back.',
    exchanged:
      'Put the items into a parcel with the number of your order. Your replacement is put aside for you, and leaves once we have checked them.',
    exchangedAtOnce: 'Put the items into a parcel with the number of your order. Your replacement leaves without waiting for them.',
    claimed:
      'Put what is faulty into a parcel with the number of your order. We look at it when it arrives, and then repair it, replace it or pay you back.',
    back: (amount: string) => `Once they are checked we pay back ${amount} by the way you paid.`,
    shopPays: 'We pay for sending it: use the label we send you, or keep the receipt and we pay it back.',
    youPay: 'You pay for sending it. Keep the proof that you did.',
  },
  sendTo: 'Send it to',
  mended: {
    subject: (number: string) => `What you claimed of order ${number} is on its way back`,
    title: 'It is repaired or replaced',
    body: 'We have repaired what was faulty, or another one takes its place. It is on its way to you, at our cost.',
    note: 'The shop says',
  },
  lost: {
    subject: 'Your order could not be placed',
    title: 'What you wanted has just gone',
    nothing: (names: string) =>
      names
        ? `While you were at your bank, somebody else took the last of: ${names}. No order was placed.`
        : 'What you wanted went while you were at your bank. No order was placed.',
    body: (amount: string) =>
      `The ${amount} your bank set aside is dropped by itself, and nothing is charged. Your bank may take a few days to show it.`,
    button: 'See my cart',
  },
  exchangeToPay: {
    subject: (number: string) => `Your exchange from order ${number}`,
    title: 'We agree to your exchange',
    body: (amount: string) =>
      `The replacement costs ${amount} more than what you send back. We put it aside for you as soon as you have paid that.`,
    until: (day: string) => `Pay it by ${day}. After that day your exchange becomes a return: we give the money back for what you send us.`,
    button: 'Pay the difference',
  },
  swapToPay: {
    subject: (number: string) => `The difference for order ${number}`,
    title: 'What you chose costs more',
    body: (amount: string) =>
      `It costs ${amount} more than what you ordered. We put it aside for you as soon as you have paid that; nothing changes before.`,
    until: (day: string) => `Your parcel waits in the shop for it until ${day}. Then it leaves as it was ordered.`,
    button: 'Pay the difference',
  },
  swapLapsed: {
    subject: (number: string) => `Order ${number} leaves as it was ordered`,
    title: 'The difference was not paid',
    body: 'What you chose instead was not paid in time. Nothing was changed, and your parcel goes on with what you ordered:',
  },
  exchangeLapsed: {
    subject: (number: string) => `Your exchange from order ${number} is now a return`,
    title: 'Your exchange was not paid in time',
    body: (amount: string, day: string) =>
      `Nothing is put aside for you any more. If what you wanted to exchange reaches us by ${day}, we check it and pay you back ${amount}. If you would rather keep it, you need do nothing.`,
  },
  returnLapsed: {
    subject: (number: string) => `Your return for order ${number} is closed`,
    title: 'Nothing reached us',
    body: 'We waited for these items and none arrived. Your return is closed, and the items are yours. Answer this mail if you sent them.',
  },
  returnRefused: {
    subject: (number: string) => `Your return for order ${number}`,
    title: 'We cannot take this back',
    body: 'We looked at your return and cannot accept it. Answer this mail if you see it otherwise.',
    why: 'Why',
  },
  recalled: {
    subject: (name: string, lot: string) => `Recall: ${name}, lot ${lot}`,
    title: (name: string) => `Please do not use ${name} any more`,
    body: (name: string) =>
      `We recall a lot of ${name}, and pieces of it were in your order. Stop using them, and answer this mail: we tell you what comes next.`,
    lot: 'Lot',
    why: 'Why',
    something: 'a product',
  },
  giftCard: {
    subject: (amount: string) => `A gift card of ${amount} for you`,
    title: (amount: string) => `${amount} to choose with`,
    from: (giver: string, amount: string) => `${giver} gives you a gift card of ${amount}.`,
    codeIs: 'Your code',
    how: 'Type it into your cart, in the field for codes. What you do not spend at once stays on the card. Keep the code like money: whoever has it can spend it.',
    button: 'Go to the shop',
    footer: 'You get this mail because somebody bought a gift card for you.',
  },
  proveAddress: {
    subject: 'Confirm your e-mail address',
    title: 'One step is left',
    body: 'Confirm that this address is yours. Your orders and reviews will then be in your account.',
    button: 'Confirm my address',
    notYou: 'If you did not open an account, ignore this mail: nothing happens.',
  },
  signUpRepeated: {
    subject: 'You already have an account',
    title: 'You already have an account',
    body: 'Somebody tried to open an account with this address, which has one. If it was you, sign in.',
    button: 'Sign in',
    notYou: 'If it was not you, nothing has changed and there is nothing to do.',
  },
  notices: {
    advice: {
      subject: 'An optician has written to you',
      title: 'An optician has written to you',
      body: 'There is a message for you in your account. What it says is read there alone: nothing of your health is in our mails.',
      button: 'Read it',
      more: 'You can answer it there.',
    },
    'prescription-ends': {
      subject: 'A prescription you keep with us ends soon',
      title: 'A prescription you keep with us ends soon',
      body: 'Which one, and when, stands in your account. An eye doctor can renew it; until its end you can order lenses with it.',
      button: 'See my prescriptions',
      more: 'You can switch these reminders off on the same page.',
    },
  },
  passwordForgotten: {
    subject: 'Choose another password',
    title: 'Choose another password',
    body: 'Somebody asked for another password for your account.',
    button: 'Choose another password',
    once: 'The link works once, for an hour.',
    notYou: 'If it was not you, ignore this mail: your password stays as it is.',
  },
  passwordChanged: {
    subject: 'Your password was changed',
    title: 'Your password was changed',
    body: 'Your account has another password from now on. Whoever was signed in with it is signed out, on every device.',
    button: 'Sign in',
    notYou: 'If it was not you, ask for another password where you sign in, and answer to this mail today.',
  },
  staffInvited: {
    subject: (inviter: string) => `${inviter} invites you to the back office`,
    title: 'You are invited to work in the shop',
    body: (inviter: string) => `${inviter} gives you access to the back office of this shop. Choose a password to begin.`,
    until: (day: string) => `The link works once, until ${day}. It is yours alone: do not hand it on.`,
    button: 'Choose my password',
    notYou: 'If you do not know this shop, ignore this mail: nothing happens.',
  },
  accountErased: {
    subject: 'Your account is erased',
    title: 'Your account is erased',
    body: 'We have forgotten your account, your addresses, your prescriptions, your measures and what you looked at. Nobody can sign in with it any more.',
    kept: 'The law makes us keep the invoices of what you bought, with the name and address on them, for as long as it says. Orders stay in our books without you.',
    last: 'This is our last mail to you. If it was not you, answer to it today.',
    button: 'To the shop',
  },
  backInStock: {
    subject: (name: string) => `Back in stock: ${name}`,
    title: 'It is back',
    body: (name: string) => `${name} is in stock again. We cannot put it aside: whoever comes first has it.`,
    button: 'See it in the shop',
    once: 'You asked for this mail. It is the only one: we have forgotten your address for it.',
  },
}

const fr: typeof en = {
  hello: (name) => `Bonjour ${name},`,
  order: (number) => `Commande ${number}`,
  seeOrder: 'Voir ma commande',
  footer: (shop: string) => `Vous recevez ce message à la suite d’une commande chez ${shop}. Répondez-y si quelque chose ne va pas.`,
  accountFooter: (shop: string) => `Vous recevez ce message parce que cette adresse a été indiquée chez ${shop}.`,
  linkByHand: 'Si le bouton ne répond pas, copiez cette adresse dans votre navigateur\u00a0:',
  quantity: (count, name) => `${count} × ${name}`,
  lines: 'Articles',
  discount: (names: string) => (names ? `Remise\u00a0: ${names}` : 'Remise'),
  delivery: 'Livraison',
  free: 'Offert',
  tax: 'TVA',
  taxIncluded: 'dont TVA',
  total: 'Total',
  byCredit: 'Carte cadeau ou avoir',
  byPieces: (number) => `Articles de la commande ${number}`,
  byBank: 'Payé par la banque',
  shipTo: 'Adresse de livraison',
  confirmed: {
    subject: (number) => `Votre commande ${number} est confirmée`,
    title: 'Merci, votre commande est confirmée',
    body: 'Votre paiement est accepté et nous préparons votre colis. Nous vous écrirons à son départ.',
    waits: (day) =>
      `Elle attend des pièces qui ne sont pas encore arrivées et part à compter du ${day}. Dès qu’elles sont là, elle repart toute seule.`,
    replaces: (number) => `Elle remplace des articles de votre commande ${number}.`,
    withdrawal: (days) =>
      `Vous avez ${days}\u00a0jours après la livraison pour changer d’avis. La marche à suivre est sur la page de votre commande.`,
  },
  cancelled: {
    subject: (number) => `Votre commande ${number} est annulée`,
    title: 'Votre commande est annulée',
    refund: (amount) =>
      `Nous vous remboursons ${amount} par le moyen de paiement utilisé. Votre banque peut mettre quelques jours à l’afficher.`,
    credit: (amount: string) => `${amount} reviennent sur la carte cadeau ou l’avoir qui a payé.`,
    exchange: (number) => `La page de la commande ${number} dit ce que deviennent les articles qui devaient la payer.`,
    nothing: 'Rien n’a été débité.',
    whys: {
      'prescription-refused': 'Notre opticien n’a pas pu faire fabriquer ces verres. La somme réservée à votre banque est libérée.',
      'prescription-late':
        'Nous avons attendu trop longtemps une ordonnance d’après laquelle faire ces verres. Vous pouvez commander de nouveau à tout moment.',
      'payment-lapsed':
        'Votre banque ne nous réservait plus la somme, et elle n’a pas été réservée de nouveau à temps. Vous pouvez commander de nouveau à tout moment.',
    },
  },
  awaits: {
    subject: (number) => `Votre commande ${number}\u00a0: un opticien vérifie votre ordonnance`,
    title: 'Merci, nous avons votre commande',
    body: 'Un opticien vérifie d’abord votre ordonnance. Rien n’est débité avant\u00a0; la somme est seulement réservée à votre banque.',
    until: (date) => `Nous vous écrirons dès qu’elle est vérifiée, au plus tard le ${date}.`,
  },
  asked: {
    subject: (number) => `Une question sur l’ordonnance de votre commande ${number}`,
    title: 'Notre opticien a une question',
    body: 'Un point de votre ordonnance est à revoir. Il est indiqué sur la page de votre commande, où vous pouvez la corriger.',
    until: (date) => `Sans réponse le ${date}, la commande est annulée et rien n’est débité.`,
  },
  payAgain: {
    subject: (number) => `Votre commande ${number}\u00a0: merci de réserver de nouveau la somme`,
    title: 'Votre banque a libéré la somme',
    body: (amount) =>
      `Un opticien vérifie encore votre ordonnance, et une banque ne réserve une somme que quelques jours. Merci de réserver de nouveau ${amount} sur la page de votre commande\u00a0; rien n’est débité avant que l’ordonnance soit vérifiée.`,
    until: (date) => `Sans cela, la commande est annulée après le ${date}, et rien n’est débité.`,
  },
  refunded: {
    subject: (number) => `Un remboursement pour votre commande ${number}`,
    title: (amount) => `Nous vous avons remboursé ${amount}`,
    body: 'La somme suit le moyen de paiement utilisé. Votre banque peut mettre quelques jours à l’afficher.',
    credit: 'La somme est de nouveau sur la carte cadeau ou l’avoir qui a payé, prête à servir.',
  },
  shipped: {
    subject: (number) => `Votre commande ${number} est en route`,
    title: 'Votre colis est parti',
    body: (carrier) => `Votre colis est chez ${carrier}.`,
    tracking: 'Numéro de suivi',
    follow: 'Suivre chez le transporteur',
  },
  delivered: {
    subject: (number) => `Votre commande ${number} est arrivée`,
    title: 'Votre colis est arrivé',
    body: (date) => `Il a été livré le ${date}.`,
    withdrawal: (date) => `Vous pouvez changer d’avis jusqu’au ${date}. La marche à suivre est sur la page de votre commande.`,
    othersFollow: 'Le reste de votre commande voyage à part et n’est pas encore arrivé.',
  },
  withdrawn: {
    subject: (number) => `Votre rétractation de la commande ${number}`,
    title: 'Nous avons reçu votre rétractation',
    body: 'Ce message est votre accusé de réception : il dit ce que vous avez déclaré, et quand. Conservez-le.',
    declared: { name: 'Déclaré par', at: 'Reçu le', order: 'Contrat : commande' },
    awaited: (days) =>
      `Renvoyez les articles sous ${days} jours et gardez la preuve de l’envoi. Les frais de retour sont à votre charge, sauf défaut. Un parfum ouvert ne peut être repris.`,
    back: (amount) =>
      `Nous vous remboursons ${amount} par le moyen de paiement utilisé, dans les 14 jours suivant votre déclaration ; nous pouvons attendre les articles ou la preuve de leur envoi.`,
  },
  returnApproved: {
    subject: (number) => `Votre retour de la commande ${number} est accepté`,
    title: 'Vous pouvez nous le renvoyer',
    body: 'Mettez les articles dans un colis avec le numéro de votre commande. Nous les vérifions à l’arrivée, puis nous vous remboursons.',
    exchanged:
      'Mettez les articles dans un colis avec le numéro de votre commande. Votre remplacement est mis de côté et part une fois les articles vérifiés.',
    exchangedAtOnce: 'Mettez les articles dans un colis avec le numéro de votre commande. Votre remplacement part sans les attendre.',
    claimed:
      'Mettez ce qui a un défaut dans un colis avec le numéro de votre commande. Nous l’examinons à l’arrivée, puis nous le réparons, le remplaçons ou vous remboursons.',
    back: (amount) => `Une fois les articles vérifiés, nous vous remboursons ${amount} par le moyen de paiement utilisé.`,
    shopPays: 'Nous payons l’envoi\u00a0: utilisez l’étiquette que nous vous envoyons, ou gardez le reçu et nous vous le remboursons.',
    youPay: 'L’envoi est à votre charge. Gardez-en la preuve.',
  },
  sendTo: 'À envoyer à',
  mended: {
    subject: (number) => `Ce que vous avez signalé de la commande ${number} vous revient`,
    title: 'C’est réparé ou remplacé',
    body: 'Nous avons réparé ce qui avait un défaut, ou un autre en prend la place. C’est en route vers vous, à nos frais.',
    note: 'La boutique précise',
  },
  lost: {
    subject: 'Votre commande n’a pas pu être passée',
    title: 'Ce que vous vouliez vient de partir',
    nothing: (names) =>
      names
        ? `Pendant que vous étiez à votre banque, quelqu’un d’autre a pris les derniers\u00a0: ${names}. Aucune commande n’est passée.`
        : 'Ce que vous vouliez est parti pendant que vous étiez à votre banque. Aucune commande n’est passée.',
    body: (amount) =>
      `Les ${amount} que votre banque a mis de côté sont libérés tout seuls et rien n’est débité. Votre banque peut mettre quelques jours à l’afficher.`,
    button: 'Voir mon panier',
  },
  exchangeToPay: {
    subject: (number) => `Votre échange de la commande ${number}`,
    title: 'Votre échange est accepté',
    body: (amount) =>
      `Le remplacement coûte ${amount} de plus que ce que vous renvoyez. Nous le mettons de côté dès que vous les avez payés.`,
    until: (day) =>
      `Payez-les au plus tard le ${day}. Passé ce jour, votre échange devient un retour : nous remboursons ce que vous nous renvoyez.`,
    button: 'Payer la différence',
  },
  swapToPay: {
    subject: (number) => `La différence pour la commande ${number}`,
    title: 'Ce que vous avez choisi coûte plus',
    body: (amount) =>
      `Cela coûte ${amount} de plus que ce que vous avez commandé. Nous le mettons de côté dès que vous les avez payés\u00a0; rien ne change avant.`,
    until: (day) => `Votre colis l’attend dans la boutique jusqu’au ${day}. Ensuite, il part comme il a été commandé.`,
    button: 'Payer la différence',
  },
  swapLapsed: {
    subject: (number) => `La commande ${number} part comme elle a été passée`,
    title: 'La différence n’a pas été payée',
    body: 'Ce que vous aviez choisi à la place n’a pas été payé à temps. Rien n’a été changé, et votre colis continue avec ce que vous avez commandé\u00a0:',
  },
  exchangeLapsed: {
    subject: (number) => `Votre échange de la commande ${number} devient un retour`,
    title: 'Votre échange n’a pas été payé à temps',
    body: (amount, day) =>
      `Plus rien n’est mis de côté pour vous. Si ce que vous vouliez échanger nous parvient au plus tard le ${day}, nous le vérifions et vous remboursons ${amount}. Si vous préférez le garder, vous n’avez rien à faire.`,
  },
  returnLapsed: {
    subject: (number) => `Votre retour de la commande ${number} est clos`,
    title: 'Rien ne nous est parvenu',
    body: 'Nous avons attendu ces articles et aucun n’est arrivé. Votre retour est clos et les articles sont à vous. Répondez à ce message si vous les avez envoyés.',
  },
  returnRefused: {
    subject: (number) => `Votre retour de la commande ${number}`,
    title: 'Nous ne pouvons pas le reprendre',
    body: 'Nous avons examiné votre retour et ne pouvons pas l’accepter. Répondez à ce message si vous n’êtes pas de cet avis.',
    why: 'Pourquoi',
  },
  recalled: {
    subject: (name, lot) => `Rappel : ${name}, lot ${lot}`,
    title: (name) => `N’utilisez plus ${name}, s’il vous plaît`,
    body: (name) =>
      `Nous rappelons un lot de ${name}, dont des pièces étaient dans votre commande. Ne les utilisez plus et répondez à ce message : nous vous dirons la suite.`,
    lot: 'Lot',
    why: 'Pourquoi',
    something: 'un produit',
  },
  giftCard: {
    subject: (amount) => `Une carte cadeau de ${amount} pour vous`,
    title: (amount) => `${amount} pour choisir`,
    from: (giver, amount) => `${giver} vous offre une carte cadeau de ${amount}.`,
    codeIs: 'Votre code',
    how: 'Saisissez-le dans votre panier, dans le champ des codes. Ce que vous ne dépensez pas tout de suite reste sur la carte. Gardez ce code comme de l’argent : qui l’a peut le dépenser.',
    button: 'Aller à la boutique',
    footer: 'Vous recevez ce message parce que quelqu’un a acheté une carte cadeau pour vous.',
  },
  proveAddress: {
    subject: 'Confirmez votre adresse e-mail',
    title: 'Il reste une étape',
    body: 'Confirmez que cette adresse est la vôtre. Vos commandes et vos avis seront alors dans votre compte.',
    button: 'Confirmer mon adresse',
    notYou: 'Si vous n’avez pas ouvert de compte, ignorez ce message\u00a0: rien ne se passera.',
  },
  signUpRepeated: {
    subject: 'Vous avez déjà un compte',
    title: 'Vous avez déjà un compte',
    body: 'Quelqu’un a voulu ouvrir un compte avec cette adresse, qui en a déjà un. Si c’est vous, connectez-vous.',
    button: 'Se connecter',
    notYou: 'Si ce n’est pas vous, rien n’a changé et il n’y a rien à faire.',
  },
  notices: {
    advice: {
      subject: 'Un opticien vous a écrit',
      title: 'Un opticien vous a écrit',
      body: 'Un message vous attend dans votre compte. Il ne se lit que là : rien de votre santé n’est dans nos courriels.',
      button: 'Le lire',
      more: 'Vous pouvez y répondre au même endroit.',
    },
    'prescription-ends': {
      subject: 'Une ordonnance gardée chez nous prend bientôt fin',
      title: 'Une ordonnance gardée chez nous prend bientôt fin',
      body: 'Laquelle, et quand, c’est écrit dans votre compte. Un ophtalmologiste peut la renouveler ; jusqu’à sa fin, vous pouvez commander des verres avec elle.',
      button: 'Voir mes ordonnances',
      more: 'Vous pouvez arrêter ces rappels sur la même page.',
    },
  },
  passwordForgotten: {
    subject: 'Choisissez un autre mot de passe',
    title: 'Choisissez un autre mot de passe',
    body: 'Un autre mot de passe a été demandé pour votre compte.',
    button: 'Choisir un autre mot de passe',
    once: 'Le lien sert une seule fois, pendant une heure.',
    notYou: 'Si ce n’était pas vous, ignorez ce message\u00a0: votre mot de passe reste le même.',
  },
  passwordChanged: {
    subject: 'Votre mot de passe a changé',
    title: 'Votre mot de passe a changé',
    body: 'Votre compte a désormais un autre mot de passe. Toutes les sessions ouvertes sont fermées, sur tous vos appareils.',
    button: 'Se connecter',
    notYou: 'Si ce n’était pas vous, demandez un autre mot de passe à la connexion, et répondez à ce message dès aujourd’hui.',
  },
  staffInvited: {
    subject: (inviter: string) => `${inviter} vous invite à l’administration de la boutique`,
    title: 'Vous êtes invité à travailler dans la boutique',
    body: (inviter: string) =>
      `${inviter} vous donne accès à l’administration de cette boutique. Choisissez un mot de passe pour commencer.`,
    until: (day: string) => `Le lien sert une seule fois, jusqu’au ${day}. Il n’est que pour vous\u00a0: ne le transmettez pas.`,
    button: 'Choisir mon mot de passe',
    notYou: 'Si vous ne connaissez pas cette boutique, ignorez ce message\u00a0: il ne se passe rien.',
  },
  accountErased: {
    subject: 'Votre compte est effacé',
    title: 'Votre compte est effacé',
    body: 'Nous avons oublié votre compte, vos adresses, vos ordonnances, vos mesures et ce que vous avez regardé. Plus personne ne peut s’y connecter.',
    kept: 'La loi nous oblige à garder les factures de vos achats, avec le nom et l’adresse qui y figurent, aussi longtemps qu’elle le dit. Les commandes restent dans nos comptes, sans vous.',
    last: 'C’est notre dernier message. Si ce n’était pas vous, répondez-y dès aujourd’hui.',
    button: 'Vers la boutique',
  },
  backInStock: {
    subject: (name) => `De retour : ${name}`,
    title: 'Il est de retour',
    body: (name) => `${name} est de nouveau en stock. Nous ne pouvons pas le mettre de côté : le premier arrivé l’aura.`,
    button: 'Le voir dans la boutique',
    once: 'Vous aviez demandé ce message. C’est le seul : votre adresse n’est plus gardée pour cela.',
  },
}

export type MailWords = typeof en
export const mailWords: Record<Locale, MailWords> = { en, fr }
