/** A range with its unit's words filled in: `−20.00 to +12.00, in steps of 0.25`. */
type Said = (figures: { readonly value: string; readonly limit: string; readonly names: string; readonly eye: string }) => string

/** What the door says about prescriptions, lenses and fit. */
export const opticsEn = {
  range: (low: string, high: string, step: string) => `between ${low} and ${high}, in steps of ${step}`,
  /** Why a field of a sheet is refused, by its code; `range` is empty where none belongs to it. */
  fields: {
    missing: () => 'This is missing',
    unreadable: () => 'This cannot be read: write it as on the prescription',
    'sign-missing': () => 'Write + or − in front: without it this power has two meanings',
    'off-step': (range: string) => `Powers and distances go in steps: ${range}`,
    'out-of-range': (range: string) => (range ? `This has to be ${range}` : 'This is outside what can be'),
    'axis-missing': () => 'A cylinder needs its axis, 1 to 180',
    'axis-without-cylinder': () => 'An axis belongs to a cylinder: write the cylinder, or remove the axis',
    'base-missing': () => 'A prism needs its base',
    'base-without-prism': () => 'A base belongs to a prism: write the prism, or remove the base',
    'near-not-above-distance': () => 'The near power has to be above the distance power',
    'add-and-near-differ': () => 'Addition and near power do not agree: near = distance + addition',
    'through-optician': () => 'This is rare enough that an optician has to read it: send a picture of the prescription instead',
    'halves-differ': () => 'The two halves do not add up to the whole distance',
    'half-missing': () => 'The distance of the other eye is missing',
    'pd-of-child': () =>
      'Under 45 mm is the distance of a child, who was under 16 when the prescription was written. Check the birth date, or have the distance measured again',
    'pd-outgrown': () => 'The wearer was a child then, and is not any more: have the distance of the pupils measured again',
    'near-above-far': () => 'The near distance cannot be above the far one',
    'not-a-day': () => 'This is no date',
    'in-the-future': () => 'This date is still to come',
    'before-birth': () => 'This date is before the birth of the wearer',
  } as Readonly<Record<string, (range: string) => string>>,
  /** Sentences to tick (RX-6). */
  warnings: {
    'opposite-signs': 'One eye has a plus and the other a minus: please check both signs',
    'eyes-far-apart': 'The eyes are 3 dioptres apart or more: please check both powers',
    'eyes-swapped': 'Right and left are the other way round than last time: please check which is which',
    'contact-lens-sheet': 'Base curve or diameter belong to contact lenses: their powers are not those of glasses',
    'add-differs': 'The additions of both eyes differ, which is rare: please check',
    'add-derived': 'We computed the addition from the near power: please check it',
    'mixed-cylinder-signs': 'One cylinder is plus and the other minus: a prescription usually keeps to one sign',
    'vertex-unusual': 'Lenses usually sit 12 to 14 mm before the eye: please check what the sheet says',
    'pd-unusual': 'Most adults have a pupillary distance of 50 to 75 mm: please check yours',
  } as Readonly<Record<string, string>>,
  eyes: { right: 'right eye', left: 'left eye' } as Readonly<Record<string, string>>,
  /** Why a lens cannot be had, by its code (LN-9). */
  lens: {
    'needs-prescription': () => 'This lens needs a prescription',
    'needs-addition': ({ eye }) => `This lens needs an addition (${eye})`,
    'index-too-low': ({ value, limit, eye }) => `At ${value} (${eye}) this lens would be too thick. Choose index ${limit} or higher.`,
    'index-too-low-for-cylinder': ({ value, limit, eye }) =>
      `With a cylinder of ${value} (${eye}) this lens would be too thick. Choose index ${limit} or higher.`,
    'height-unknown': () => 'The height of this frame is not known, so this lens cannot be offered',
    'lens-too-low': ({ value, limit }) => `The frame is ${value} mm high; this lens needs more: ${limit} mm`,
    'index-too-low-for-rimless': ({ value, limit }) => `Index ${value} breaks in a rimless frame. Choose ${limit} or higher.`,
    'rim-not-cut': () => 'This lens is not cut for this kind of rim',
    'sphere-outside': ({ value, limit, eye }) => `The sphere ${value} (${eye}) is beyond ${limit}, the end of what this lens is made in`,
    'meridian-outside': ({ value, limit, eye }) =>
      `The strongest power ${value} (${eye}) is beyond ${limit}, the end of what this lens is made in`,
    'cylinder-outside': ({ value, limit, eye }) =>
      `The cylinder ${value} (${eye}) is beyond ${limit}, the end of what this lens is made in`,
    'addition-outside': ({ value, limit, eye }) =>
      `The addition ${value} (${eye}) is beyond ${limit}, the end of what this lens is made in`,
    'prism-not-made': ({ eye }) => `This lens is not made with a prism (${eye})`,
    'treatment-not-offered': ({ names }) => `This lens cannot have: ${names}`,
    'treatments-clash': ({ names }) => `These do not go together: ${names}`,
    'treatment-needs-another': ({ names }) => `The first of these needs one of the others: ${names}`,
    'prescription-expired': ({ names }) => `The prescription ended on ${names}`,
    'country-without-rule': () => 'We do not know how long a prescription holds in this country: frames and lenses without power only',
    'blank-too-small': ({ value, limit, eye }) =>
      `This frame needs a lens of ${value} mm across for your ${eye}; these are made up to ${limit} mm. A smaller frame may do.`,
    decentration: ({ value, limit, eye }) =>
      `The frame does not suit the distance of your pupils (${eye}): ${value} mm off centre, at most ${limit} mm. Ask an optician, or choose another size.`,
  } as Readonly<Record<string, Said>>,
  /** How far glasses are, for their shopper. */
  states: {
    drafted: 'In a cart',
    submitted: 'An optician checks the prescription. Nothing is charged before.',
    asked: 'The optician needs another look at the prescription',
    verified: 'The prescription is checked',
    refused: 'These lenses cannot be made',
    dropped: 'Cancelled',
  } as Readonly<Record<string, string>>,
  differs: 'The two do not agree: look at the prescription again',
  toRead: {
    withPicture: 'An optician reads your prescription from its picture. Nothing is charged before.',
    withoutPicture: 'The picture of your prescription is missing: send it, so that an optician can read it.',
  },
  lostReasons: { lost: 'The glasses were lost', broken: 'The glasses were broken' } as Readonly<Record<string, string>>,
  amendReasons: {
    slip: 'A slip of the hand',
    prescriber: 'As the prescriber says',
    wearer: 'As the wearer says',
    other: 'Another reason',
  } as Readonly<Record<string, string>>,
  remakeReasons: {
    'wrong-power': 'Wrong power',
    'does-not-fit': 'Do not fit the frame',
    scratched: 'Scratched',
    broken: 'Broken',
    lost: 'Lost',
    other: 'Another reason',
  } as Readonly<Record<string, string>>,
  labStates: {
    queued: 'Your lenses are ordered',
    sent: 'Your lenses are at the lab',
    'in-production': 'Your lenses are being made',
    delayed: 'The lab needs longer for your lenses',
    'checked-in': 'Your lenses are here, and are being checked',
    refused: 'Your lenses did not pass our check: they are made again',
    received: 'Your lenses are here',
  } as Readonly<Record<string, string>>,
  /** Why an optician asks or refuses, by its code. */
  reasons: {
    unreadable: 'A value cannot be read',
    unlikely: 'Some values do not seem to go together',
    expired: 'The prescription is no longer valid',
    'pd-missing': 'The pupillary distance is missing or unlikely',
    'does-not-fit': 'This frame does not suit these lenses',
    other: 'The optician has a question',
  } as Readonly<Record<string, string>>,
  /** Why an optician refused, by the same codes: nothing is left to ask. */
  refusalReasons: {
    unreadable: 'A value could not be read',
    unlikely: 'Some values do not go together',
    expired: 'The prescription is no longer valid',
    'pd-missing': 'The pupillary distance is missing or unlikely',
    'does-not-fit': 'This frame does not suit these lenses',
    other: 'The optician cannot have these lenses made',
  } as Readonly<Record<string, string>>,
  /** Why an optician rejected a kept prescription. */
  sheetReasons: {
    unreadable: 'A value could not be read',
    unlikely: 'Some values do not go together',
    expired: 'The prescription is no longer valid',
    'pd-missing': 'The pupillary distance is missing or unlikely',
    'does-not-fit': 'No frame suits these values',
    other: 'The optician cannot use it',
  } as Readonly<Record<string, string>>,
  bases: { in: 'in', out: 'out', up: 'up', down: 'down' } as Readonly<Record<string, string>>,
  prism: (delta: string, base: string) => `${delta}\u00a0Δ base ${base}`,
  /** Why a decision is not taken now. */
  decisionRefused: {
    'wrong-state': 'It was decided already, or is being waited for',
    replaced: 'The sheet was replaced since you opened it: look again',
    'not-read': 'Nobody typed the prescription yet: read it from its picture first',
    expired: 'The prescription was no longer valid on the day of the order',
    'no-rule': 'No rule is known for the country of this prescription',
    'not-makeable': 'These lenses are not made for these values: refuse them, and say which to take',
    'does-not-fit': 'The fit says no: tick that you take it anyway',
  } as Readonly<Record<string, string>>,
  kinds: { frame: 'Frame', lenses: 'Lenses (pair)', treatment: 'Treatment' },
  fit: {
    good: 'The lenses sit well before your eyes',
    fair: 'The lenses sit a little off your eyes: it works, another size may suit better',
    no: 'This frame does not suit the distance of your pupils: choose another size, or ask an optician',
    narrow: (mm: string) => `${mm} mm narrow for your face`,
    wide: (mm: string) => `${mm} mm wide for your face`,
    width: 'The width suits your face',
    blank: 'These lenses may be too narrow for the frame: an optician looks at it before they are made',
    diameter: 'The diameter of the lenses is estimated from their box',
    estimate: 'An estimate: the exact figure needs a tracing of the frame',
  },
}
