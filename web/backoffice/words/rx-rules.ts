import { useLocale } from '@vitrine/ui/locale'
import type { Words } from '@vitrine/ui/words'

const en = {
  title: 'Validity of prescriptions',
  intro:
    'How long a prescription holds, by the country it was written in and the age of the wearer on that day. A country without a rule is sold frames and lenses without power. Have each rule checked by a lawyer.',
  none: 'No country has a rule: no lenses to a prescription are sold.',
  list: 'Rules by country',
  country: 'Country',
  countryCode: 'Country, two letters',
  ages: 'Holds',
  age: (from: number, to: number | undefined, months: number) =>
    to === undefined
      ? `${from} and over: ${months} months`
      : from === to
        ? `${from}: ${months} months`
        : `${from} to ${to}: ${months} months`,
  from: 'From age',
  months: 'Months',
  ageOf: (at: number) => `Age group ${at}`,
  addAge: 'Add an age group',
  removeAge: (at: number) => `Remove age group ${at}`,
  required: 'Has to be on it',
  nothing: 'nothing more',
  fields: { prescriber: 'Who wrote it', pdHalves: 'A distance for each eye', vertexMm: 'Distance lens to eye' },
  lostOrBroken: 'Lost or broken glasses: an optician may take an expired one, and says why',
  lostShort: 'Lost or broken',
  yes: 'the optician decides',
  no: 'no exception',
  source: 'Where the rule was read',
  edit: (country: string) => `Change the rule of ${country}`,
  editShort: 'Change',
  remove: (country: string) => `Take the rule of ${country} away`,
  removeShort: 'Take away',
  removeAsk: (country: string) => `Take the rule of ${country} away?`,
  removeHint: 'No lenses to a prescription of this country are sold from then on. What was ordered keeps its rule.',
  removeSure: 'Take the rule away',
  removed: (country: string) => `Rule taken away: ${country}.`,
  back: 'Leave it',
  set: 'Set a rule',
  setHint: 'What was ordered keeps the rule it was ordered under. Each change stands in the audit.',
  save: 'Set the rule',
  saved: 'The rule is set.',
  wrongAges: 'The first age is 0, and each next one is higher.',
}

const fr = {
  title: 'Validité des ordonnances',
  intro:
    'Combien de temps une ordonnance vaut, selon le pays où elle a été établie et l’âge du porteur ce jour-là. Un pays sans règle reçoit des montures et des verres sans correction. Faites vérifier chaque règle par un juriste.',
  none: 'Aucun pays n’a de règle\u00a0: aucun verre sur ordonnance n’est vendu.',
  list: 'Règles par pays',
  country: 'Pays',
  countryCode: 'Pays, en deux lettres',
  ages: 'Durée',
  age: (from: number, to: number | undefined, months: number) =>
    to === undefined
      ? `${from} ans et plus\u00a0: ${months}\u00a0mois`
      : from === to
        ? `${from} ans\u00a0: ${months}\u00a0mois`
        : `${from} à ${to} ans\u00a0: ${months}\u00a0mois`,
  from: 'Dès l’âge de',
  months: 'Mois',
  ageOf: (at: number) => `Tranche d’âge ${at}`,
  addAge: 'Ajouter une tranche d’âge',
  removeAge: (at: number) => `Retirer la tranche d’âge ${at}`,
  required: 'Doit y figurer',
  nothing: 'rien de plus',
  fields: { prescriber: 'Qui l’a établie', pdHalves: 'Un écart par œil', vertexMm: 'Distance verre-œil' },
  lostOrBroken: 'Lunettes perdues ou cassées\u00a0: un opticien peut en accepter une expirée, et dit pourquoi',
  lostShort: 'Perte ou casse',
  yes: 'l’opticien décide',
  no: 'sans exception',
  source: 'Où la règle a été lue',
  edit: (country: string) => `Modifier la règle\u00a0: ${country}`,
  editShort: 'Modifier',
  remove: (country: string) => `Retirer la règle\u00a0: ${country}`,
  removeShort: 'Retirer',
  removeAsk: (country: string) => `Retirer la règle\u00a0: ${country}\u00a0?`,
  removeHint: 'Plus aucun verre sur ordonnance de ce pays ne sera vendu. Ce qui est commandé garde sa règle.',
  removeSure: 'Retirer la règle',
  removed: (country: string) => `Règle retirée\u00a0: ${country}.`,
  back: 'Ne rien retirer',
  set: 'Fixer une règle',
  setHint: 'Ce qui est commandé garde la règle du jour de la commande. Chaque changement figure dans l’audit.',
  save: 'Fixer la règle',
  saved: 'La règle est fixée.',
  wrongAges: 'Le premier âge est 0, et chacun des suivants est plus élevé.',
} satisfies typeof en

export const rxRuleWords: Words<typeof en> = { en, fr }
export const useRxRuleWords = () => rxRuleWords[useLocale()]
