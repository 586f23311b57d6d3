import type { ShopPage } from './shop-page.ts'

interface UsualText {
  readonly title: string
  readonly paragraphs: readonly string[]
}

const en: Readonly<Record<string, UsualText>> = {
  livraison: {
    title: 'Delivery and returns',
    paragraphs: [
      'The price and the day of each way to deliver are shown before you pay, with tax.',
      'Perfume travels by road only: it is a flammable liquid (UN 1266).',
      'You may return an article within 14 days of receiving the last parcel. You pay the return, unless the article is faulty.',
      'Lenses cut to your prescription and opened perfume cannot be returned.',
    ],
  },
  retractation: {
    title: 'Withdraw from contract',
    paragraphs: [
      'You may withdraw from the contract within 14 days of receiving the last parcel, without giving a reason.',
      'At the foot of every page stands “Withdraw from contract here”: the number of the order and its mail address are enough, without an account. The page of your order leads there too, and says, line by line, what may be returned and until when.',
      'We pay back what you paid, standard delivery included, within 14 days of your statement, in the way you paid. We may wait for the goods or for proof that they were sent.',
    ],
  },
  conditions: {
    title: 'Terms of sale',
    paragraphs: [
      'These are the terms of a demonstration shop: nothing is charged and nothing is delivered. Whoever runs a real shop puts its own here.',
      'Prices are in the currency shown and contain the VAT of the country of delivery. The price of delivery is shown before you pay.',
      'The contract is made when you press the button that says what you pay. A confirmation comes by e-mail; the page of the order, to which it leads, has the invoice.',
      'Your card is charged once the order is placed; glasses to a prescription once the optician has verified it. The articles are set aside when you pay.',
      'You may withdraw within 14 days of receiving the last parcel, without giving a reason. Lenses cut to your prescription and opened perfume are excepted.',
      'An article that is not as described is repaired, replaced or paid back: the legal guarantee of conformity is two years.',
    ],
  },
  camera: {
    title: 'What the camera sees',
    paragraphs: [
      'In the live mirror the picture of the camera is read by your browser and nowhere else. Nothing is sent: the counter beside the mirror says so, and the network panel of your browser proves it.',
      'With a photo, the picture is sent once, used to draw the frame, and thrown away. It is not stored and not used for anything else.',
      'The width and the shape of your face are measured only when you ask for it, and kept only when you press “Save my measures”.',
    ],
  },
  accessibilite: {
    title: 'Accessibility',
    paragraphs: [
      'The shop aims at WCAG 2.2, level AA. It works with the keyboard alone, with a screen reader, enlarged to 400 %, in light and dark, and without scripts up to the placed order.',
      'Live try-on needs a camera and scripts. Beside it stand a photo mode and a description in words.',
      'Pages are checked by an automatic tool (axe) in both languages and both themes, and read by keyboard.',
    ],
  },
  mentions: {
    title: 'Legal notice',
    paragraphs: [
      'This is a demonstration shop: its products are rendered, its payments are simulated, and nothing is delivered.',
      'Whoever runs a real shop with it writes here who they are: name, address, register number, contact, and the register of their opticians.',
    ],
  },
  opticiens: {
    title: 'Our opticians',
    paragraphs: [
      'Lenses to a prescription are made only once an optician has checked the prescription; nothing is charged before. The optician who checked yours is named on the page of your order.',
      '## Registration',
      'This is a demonstration shop: no optician is registered for it. Whoever runs a real shop with it writes here the name of each optician, the number under which they are registered, and where that register can be read.',
      '## Ask an optician',
      'In your account, under Prescriptions, you may write to an optician and send your prescription; what you write is kept encrypted and read by opticians alone. The price of frame, lenses and treatments is shown line by line before you order: this quote is free.',
      '## The rules',
      'The rules for selling lenses at a distance in France: legifrance.gouv.fr, Code de la santé publique, article R4362-14, and the decrees 2015-1223 and 2016-1381. The agency for health products: ansm.sante.fr.',
    ],
  },
  'vie-privee': {
    title: 'Privacy',
    paragraphs: [
      'Without an account we keep your cart under a random number in a cookie, and what an order needs: your address, your e-mail address, what you bought.',
      'There is no advertising, no measurement by third parties, and therefore no banner. The cookies are: your cart, your sign-in, your theme, and the frames you choose to try at home.',
      'Your face stays on your device in the live mirror. A photo is used once and not kept.',
      'You may ask for your data and for their erasure. Invoices are kept as long as the law asks.',
    ],
  },
}

const fr: Readonly<Record<string, UsualText>> = {
  livraison: {
    title: 'Livraison et retours',
    paragraphs: [
      'Le prix et le jour de chaque mode de livraison s’affichent avant de payer, TVA comprise.',
      'Le parfum voyage uniquement par la route\u00a0: c’est un liquide inflammable (UN 1266).',
      'Vous pouvez rendre un article dans les 14 jours suivant la réception du dernier colis. Le retour est à votre charge, sauf défaut de l’article.',
      'Les verres taillés à votre ordonnance et les parfums ouverts ne se rendent pas.',
    ],
  },
  retractation: {
    title: 'Se rétracter du contrat',
    paragraphs: [
      'Vous pouvez vous rétracter du contrat dans les 14 jours suivant la réception du dernier colis, sans donner de raison.',
      'Au pied de chaque page se trouve « Me rétracter du contrat ici » : le numéro de la commande et son adresse e-mail suffisent, sans compte. La page de votre commande y mène aussi, et dit, ligne par ligne, ce qui peut être rendu et jusqu’à quand.',
      'Nous remboursons ce que vous avez payé, livraison standard comprise, dans les 14 jours suivant votre déclaration, par le moyen que vous aviez choisi. Nous pouvons attendre les articles ou la preuve de leur envoi.',
    ],
  },
  conditions: {
    title: 'Conditions de vente',
    paragraphs: [
      'Ce sont les conditions d’une boutique de démonstration\u00a0: rien n’est débité et rien n’est livré. Qui tient une vraie boutique met ici les siennes.',
      'Les prix sont dans la devise affichée et comprennent la TVA du pays de livraison. Le prix de la livraison s’affiche avant de payer.',
      'Le contrat est conclu quand vous appuyez sur le bouton qui dit ce que vous payez. Une confirmation arrive par e-mail\u00a0; la page de la commande, où elle mène, contient la facture.',
      'Votre carte est débitée une fois la commande passée\u00a0; pour des lunettes à ordonnance, une fois que l’opticien l’a vérifiée. Les articles sont mis de côté quand vous payez.',
      'Vous pouvez vous rétracter dans les 14 jours suivant la réception du dernier colis, sans donner de raison. Les verres taillés à votre ordonnance et les parfums ouverts font exception.',
      'Un article qui n’est pas conforme est réparé, remplacé ou remboursé\u00a0: la garantie légale de conformité est de deux ans.',
    ],
  },
  camera: {
    title: 'Ce que la caméra voit',
    paragraphs: [
      'Dans le miroir en direct, l’image de la caméra est lue par votre navigateur et nulle part ailleurs. Rien n’est envoyé\u00a0: le compteur à côté du miroir le dit, et l’outil réseau de votre navigateur le prouve.',
      'Avec une photo, l’image est envoyée une fois, sert à dessiner la monture, puis est jetée. Elle n’est ni conservée ni utilisée autrement.',
      'La largeur et la forme de votre visage ne sont mesurées qu’à votre demande, et gardées seulement si vous appuyez sur «\u00a0Enregistrer mes mesures\u00a0».',
    ],
  },
  accessibilite: {
    title: 'Accessibilité',
    paragraphs: [
      'La boutique vise le niveau AA des WCAG 2.2. Elle fonctionne au clavier seul, avec un lecteur d’écran, agrandie à 400\u00a0%, en clair et en sombre, et sans scripts jusqu’à la commande passée.',
      'L’essayage en direct demande une caméra et des scripts. À côté se trouvent un mode photo et une description en mots.',
      'Les pages sont vérifiées par un outil automatique (axe) dans les deux langues et les deux thèmes, et lues au clavier.',
    ],
  },
  mentions: {
    title: 'Mentions légales',
    paragraphs: [
      'Ceci est une boutique de démonstration\u00a0: ses produits sont calculés, ses paiements simulés, et rien n’est livré.',
      'Qui tient une vraie boutique avec elle écrit ici qui il est\u00a0: nom, adresse, numéro au registre, contact, et l’inscription de ses opticiens.',
    ],
  },
  opticiens: {
    title: 'Nos opticiens',
    paragraphs: [
      'Des verres sur ordonnance ne sont fabriqués qu’une fois l’ordonnance vérifiée par un opticien\u00a0; rien n’est débité avant. L’opticien qui a vérifié la vôtre est nommé sur la page de votre commande.',
      '## Inscription',
      'Ceci est une boutique de démonstration\u00a0: aucun opticien n’est inscrit pour elle. Qui tient une vraie boutique avec elle écrit ici le nom de chaque opticien, son numéro d’enregistrement, et où ce registre se lit.',
      '## Interroger un opticien',
      'Dans votre compte, sous Ordonnances, vous pouvez écrire à un opticien et lui envoyer votre ordonnance\u00a0; ce que vous écrivez est conservé chiffré et lu par les seuls opticiens. Le prix de la monture, des verres et des traitements s’affiche ligne par ligne avant la commande\u00a0: devis gratuit.',
      '## Les règles',
      'Les règles de la vente à distance de verres correcteurs\u00a0: legifrance.gouv.fr, Code de la santé publique, article R4362-14, et les décrets 2015-1223 et 2016-1381. L’agence des produits de santé\u00a0: ansm.sante.fr.',
    ],
  },
  'vie-privee': {
    title: 'Vie privée',
    paragraphs: [
      'Sans compte, nous gardons votre panier sous un numéro tiré au hasard dans un cookie, et ce dont une commande a besoin\u00a0: votre adresse, votre adresse e-mail, ce que vous avez acheté.',
      'Il n’y a ni publicité ni mesure par des tiers, et donc pas de bandeau. Les cookies sont\u00a0: votre panier, votre connexion, votre thème, et les montures que vous choisissez d’essayer chez vous.',
      'Votre visage reste sur votre appareil dans le miroir en direct. Une photo sert une fois et n’est pas gardée.',
      'Vous pouvez demander vos données et leur effacement. Les factures sont conservées aussi longtemps que la loi le demande.',
    ],
  },
} satisfies typeof en

/** What the pages of a shop say until somebody writes his own. */
export const usualPages: readonly ShopPage[] = Object.entries(fr).map(([slug, page]) => ({
  slug,
  title: { fr: page.title, en: en[slug]!.title }, // both languages have the same pages; a test holds them against each other
  body: { fr: page.paragraphs.join('\n\n'), en: en[slug]!.paragraphs.join('\n\n') },
}))
