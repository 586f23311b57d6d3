import { useLocale } from '@vitrine/ui/locale'
import type { Words } from '@vitrine/ui/words'
import { type PriceWords, pricesEn } from './prices-en.ts'
import { pricesFr } from './prices-fr.ts'

const words: Words<PriceWords> = { en: pricesEn, fr: pricesFr }

/** The words of the screens about prices, in the language of the office. */
export const usePriceWords = (): PriceWords => words[useLocale()]
