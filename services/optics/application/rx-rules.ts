import { checkedRule, type RxRule } from '../domain/validity.ts'

export interface RxRuleStore {
  /** By country. */
  read(): Promise<readonly RxRule[]>
  /** In the place of the country's own. */
  put(rule: RxRule): Promise<void>
  remove(country: string): Promise<void>
}

/**
 * Says how long prescriptions of a country hold, and what they have to say. The same again changes nothing. What was ordered keeps the rule it was ordered under.
 *
 * Throws RangeError naming the first field that is wrong.
 */
export async function putRxRule(rules: RxRuleStore, rule: RxRule): Promise<readonly RxRule[]> {
  await rules.put(checkedRule(rule))
  return rules.read()
}

/** From now on the country is sold frames and lenses without power. Twice is once. */
export async function removeRxRule(rules: RxRuleStore, country: string): Promise<readonly RxRule[]> {
  await rules.remove(country)
  return rules.read()
}
