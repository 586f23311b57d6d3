import { plural, type Words } from '@vitrine/ui/words'

const en = {
  open: (engine: string) => `See it on a photo (${engine})`,
  title: (name: string) => `${name}, on a photo`,
  intro: (engine: string) =>
    `Your photo goes to ${engine}, which draws the garment on it. That is a picture, not a fitting: it says nothing about your size.`,
  photo: 'Your photo',
  photoHint: 'Facing the camera, the whole upper body, arms open, alone. JPEG, PNG or WebP, 10 MB at most.',
  consent: (engine: string) =>
    `I agree that my photo is sent to ${engine} for this one picture. The shop does not keep it: it is erased when the picture is there, or when it fails.`,
  keep: 'Keep the finished picture for 24 hours. Otherwise it is erased after 15 minutes.',
  send: (engine: string) => `Send to ${engine}`,
  sending: 'Sending…',
  states: {
    queued: (ahead: number) =>
      ahead === 0 ? 'Next in line.' : plural('en', ahead, { one: '# picture before yours.', other: '# pictures before yours.' }),
    starting: (engine: string) => `${engine} is starting.`,
    processing: (engine: string) => `${engine} is drawing. At most two minutes.`,
  },
  progress: 'How far it is',
  cancel: 'Cancel',
  canceling: 'Cancelling…',
  refresh: 'Look again',
  done: 'Here it is.',
  alt: (name: string, engine: string) => `${name} on your photo, drawn by ${engine}`,
  until: (when: string) => `Erased on ${when}, or now if you like.`,
  save: 'Save the picture',
  erase: 'Erase the picture',
  erasing: 'Erasing…',
  another: 'Another photo',
  gone: 'This picture is gone: erased, taken back, or past its time.',
  back: (name: string) => `Back to ${name}`,
  reasons: {
    'engine-refused': (engine: string) => `${engine} did not take this photo. Your photo is erased. Try another one.`,
    'engine-failed': (engine: string) => `${engine} could not make a picture. Your photo is erased. Try again later.`,
    'engine-late': (engine: string) => `${engine} took more than two minutes and was stopped. Your photo is erased. Try again later.`,
    'unreadable-result': (engine: string) => `What ${engine} made is no picture. Your photo is erased. Try again later.`,
    'shop-stopped': () => 'The shop was restarted meanwhile. Your photo is erased. Send it again.',
  },
  refusals: {
    'consent-needed': 'Tick that the photo may be sent. Without it nothing is.',
    'engine-changed': 'The shop draws with something else now. Read its name below, and agree again.',
    'not-an-image': 'This is not a photo the shop can open. JPEG, PNG and WebP work.',
    'too-large': 'The photo is larger than 10 MB. Choose a smaller one.',
    'too-many-pixels': 'The photo has more than 50 megapixels. Choose a smaller one.',
    unavailable: 'Many pictures are waiting. Try again in a moment.',
    'too-many-requests': 'Many photos came from you. Wait a minute and try again.',
    other: 'The photo could not be sent. Nothing was kept. Try again.',
  },
}

const fr = {
  open: (engine: string) => `Voir sur une photo (${engine})`,
  title: (name: string) => `${name}, sur une photo`,
  intro: (engine: string) =>
    `Votre photo part chez ${engine}, qui y dessine le vêtement. C’est une image, pas un essayage\u00a0: elle ne dit rien de votre taille.`,
  photo: 'Votre photo',
  photoHint: 'Face à l’appareil, tout le haut du corps, bras écartés, sans personne d’autre. JPEG, PNG ou WebP, 10\u00a0Mo au plus.',
  consent: (engine: string) =>
    `J’accepte que ma photo soit envoyée à ${engine} pour cette seule image. La boutique ne la garde pas\u00a0: elle est effacée dès que l’image est là, ou qu’elle échoue.`,
  keep: 'Garder l’image finie 24\u00a0heures. Sinon elle est effacée après 15\u00a0minutes.',
  send: (engine: string) => `Envoyer à ${engine}`,
  sending: 'Envoi en cours…',
  states: {
    queued: (ahead: number) =>
      ahead === 0 ? 'C’est bientôt à vous.' : plural('fr', ahead, { one: '# image avant la vôtre.', other: '# images avant la vôtre.' }),
    starting: (engine: string) => `${engine} démarre.`,
    processing: (engine: string) => `${engine} dessine. Deux minutes au plus.`,
  },
  progress: 'Avancement',
  cancel: 'Annuler',
  canceling: 'Annulation…',
  refresh: 'Regarder de nouveau',
  done: 'La voici.',
  alt: (name: string, engine: string) => `${name} sur votre photo, dessiné par ${engine}`,
  until: (when: string) => `Effacée le ${when}, ou tout de suite si vous voulez.`,
  save: 'Enregistrer l’image',
  erase: 'Effacer l’image',
  erasing: 'Effacement…',
  another: 'Une autre photo',
  gone: 'Cette image n’est plus là\u00a0: effacée, annulée, ou arrivée à son terme.',
  back: (name: string) => `Retour à ${name}`,
  reasons: {
    'engine-refused': (engine: string) => `${engine} n’a pas accepté cette photo. Elle est effacée. Essayez avec une autre.`,
    'engine-failed': (engine: string) => `${engine} n’a pas pu faire d’image. Votre photo est effacée. Réessayez plus tard.`,
    'engine-late': (engine: string) =>
      `${engine} a mis plus de deux minutes et a été arrêté. Votre photo est effacée. Réessayez plus tard.`,
    'unreadable-result': (engine: string) => `Ce que ${engine} a fait n’est pas une image. Votre photo est effacée. Réessayez plus tard.`,
    'shop-stopped': () => 'La boutique a redémarré entre-temps. Votre photo est effacée. Envoyez-la de nouveau.',
  },
  refusals: {
    'consent-needed': 'Cochez que la photo peut être envoyée. Sans cela rien ne part.',
    'engine-changed': 'La boutique dessine maintenant avec autre chose. Lisez son nom ci-dessous, et donnez de nouveau votre accord.',
    'not-an-image': 'Ce n’est pas une photo que la boutique sait ouvrir. JPEG, PNG et WebP conviennent.',
    'too-large': 'La photo dépasse 10\u00a0Mo. Choisissez-en une plus petite.',
    'too-many-pixels': 'La photo dépasse 50\u00a0mégapixels. Choisissez-en une plus petite.',
    unavailable: 'Beaucoup d’images attendent. Réessayez dans un instant.',
    'too-many-requests': 'Vous avez envoyé beaucoup de photos. Attendez une minute et réessayez.',
    other: 'La photo n’a pas pu être envoyée. Rien n’a été gardé. Réessayez.',
  },
} satisfies typeof en

export const onAPhotoWords: Words<typeof en> = { en, fr }
