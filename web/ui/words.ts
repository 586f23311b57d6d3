import type { Locale } from './locale.ts'

/** Words of one place in both languages. The French ones are typed by the English ones, so a missing or a left-over key does not build. */
export interface Words<T> {
  readonly en: T
  readonly fr: T
}

const rules = { fr: new Intl.PluralRules('fr-FR'), en: new Intl.PluralRules('en-GB') }

/**
 * The form a count asks for in a language; `#` in it becomes the count. Zero is singular in French ("0 article").
 */
export function plural(locale: Locale, count: number, forms: { readonly one: string; readonly other: string }): string {
  const form = rules[locale].select(count) === 'one' ? forms.one : forms.other
  return form.replace('#', String(count))
}
