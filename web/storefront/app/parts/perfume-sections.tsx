import type { PerfumeAttributes } from '@vitrine/gateway/schemas/attributes'
import type { Product } from '@vitrine/gateway/schemas/catalogue'
import { NotePyramid, type ShownNote, scentHue, type Tier } from '@vitrine/ui/components/note-pyramid'
import { labelOf } from '@vitrine/ui/components/product-card'
import { formatList, sentence } from '@vitrine/ui/format'
import { pathIn, useLocale } from '@vitrine/ui/locale'
import type { CSSProperties } from 'react'
import { productWords } from '../words/product.ts'
import { Details, Facts } from './details.tsx'

/** The hue of a note whose family the catalogue does not tell: what mostly stands in its tier. */
const tierFamily = { top: 'citrus', heart: 'floral', base: 'amber' } as const

/** The pyramid, the accords, what it is for, and everything it contains. */
export function PerfumeSections({ product, perfume }: { readonly product: Product; readonly perfume: PerfumeAttributes }) {
  const locale = useLocale()
  const words = productWords[locale]
  const word = (name: string, code: unknown) => labelOf(product.labels, name, code)
  const notes = (perfume.notes ?? []).map((note) => ({
    tier: note.tier,
    id: note.noteId,
    name: word('notes', note.noteId) ?? note.noteId,
    family: note.family ?? tierFamily[note.tier ?? 'base'],
    href: pathIn(locale, `/search?notes=${encodeURIComponent(note.noteId)}`),
  }))
  const of = (tier: Tier): ShownNote[] => notes.filter((note) => note.tier === tier)
  const list = (name: string, codes: readonly string[]) =>
    sentence(
      locale,
      formatList(
        locale,
        codes.map((code) => (word(name, code) ?? code).toLocaleLowerCase(locale)),
      ),
    )
  return (
    <>
      {notes.length > 0 && (
        <section className="sec" aria-labelledby="pyramid">
          <div className="two-col mb-8 items-end">
            <h2 className="title" id="pyramid">
              {words.day}
            </h2>
            <p className="prose">{words.dayText}</p>
          </div>
          <NotePyramid notes={{ top: of('top'), heart: of('heart'), base: of('base') }} flat={notes} />
        </section>
      )}
      <section className="sec two-col even" aria-label={words.accords}>
        {perfume.accords && perfume.accords.length > 0 && (
          <div>
            <h2 className="title mb-6">{words.accords}</h2>
            <div className="bars">
              {perfume.accords.map((accord) => (
                <div className="bar" key={accord.name}>
                  <span>{word('accords', accord.name)}</span>
                  <i style={{ '--v': `${accord.strength}%`, '--h': scentHue(accord.family ?? accord.name) } as CSSProperties} />
                  <span>{accord.strength}</span>
                </div>
              ))}
            </div>
          </div>
        )}
        <div>
          <h2 className="title mb-4">{words.wear}</h2>
          <Facts
            facts={[
              {
                name: words.family,
                value:
                  [word('family', perfume.family), word('subfamily', perfume.subfamily)?.toLocaleLowerCase(locale)]
                    .filter(Boolean)
                    .join(', ') || undefined,
              },
              { name: words.season, value: perfume.seasons?.length ? list('seasons', perfume.seasons) : undefined },
              { name: words.perfumer, value: perfume.perfumer },
              { name: words.year, value: perfume.year },
              { name: words.afterOpening, value: perfume.paoMonths ? words.months(perfume.paoMonths) : undefined },
            ]}
          />
        </div>
      </section>
      <Ingredients perfume={perfume} />
      <Details product={product} />
    </>
  )
}

function Ingredients({ perfume }: { readonly perfume: PerfumeAttributes }) {
  const locale = useLocale()
  const words = productWords[locale]
  const allergens = (perfume.allergens ?? []).map((allergen) => allergen.name)
  return (
    <section className="sec two-col" aria-labelledby="inci" id="inci-section">
      <h2 className="title" id="inci">
        {words.ingredients}
      </h2>
      <div className="max-w-160">
        {perfume.inci && perfume.inci.length > 0 ? (
          <>
            <p className="prose">{perfume.inci.join(', ')}.</p>
            {allergens.length > 0 && (
              <p className="mt-4">
                <b className="font-medium">{words.allergens}</b>
                <span className="ink-2"> {formatList(locale, allergens)}</span>
              </p>
            )}
            <p className="fine ink-3 mt-4">{words.inciText}</p>
          </>
        ) : (
          <p className="prose">{words.inciMissing}</p>
        )}
      </div>
    </section>
  )
}
