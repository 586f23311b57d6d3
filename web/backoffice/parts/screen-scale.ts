const key = 'vitrine.office.px-per-mm'
/** What a browser takes a millimetre for when nobody measured: 96 px an inch (CSS Values 4, absolute lengths). */
const cssPxPerMm = 96 / 25.4

/** Px of this screen for a millimetre, as measured with a card; kept in this browser, as screens differ. */
export function keptScale(): number {
  const kept = Number(localStorage.getItem(key))
  return kept >= 2 && kept <= 9 ? kept : cssPxPerMm
}

export const keepScale = (pxPerMm: number): void => localStorage.setItem(key, String(pxPerMm))

/** Catalogue lengths go in halves of a millimetre (domain.md 1.1). */
export const roundedMm = (mm: number): number => Math.round(2 * mm) / 2
