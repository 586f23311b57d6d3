import type { Locale } from '@vitrine/ui/locale'

/** `12,5 %` and `12.5%`, with the real minus sign. */
export const percentText = (percent: number, locale: Locale): string =>
  `${String(percent)
    .replace('.', locale === 'fr' ? ',' : '.')
    .replace('-', '\u2212')}${locale === 'fr' ? '\u00a0' : ''}%`
