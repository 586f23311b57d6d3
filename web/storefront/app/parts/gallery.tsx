import type { Product } from '@vitrine/gateway/schemas/catalogue'
import { Dialog } from '@vitrine/ui/components/dialog'
import { Picture } from '@vitrine/ui/components/picture'
import { formatMm } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { type CSSProperties, useState } from 'react'
import { productWords } from '../words/product.ts'

const ratios = { eyewear: 'r43', perfume: '', apparel: 'r45', 'gift-card': '', other: '' } as const

/** The pictures of the chosen colour: one large, the others small below. Without scripts each small one opens by itself. */
export function Gallery({ product, colour }: { readonly product: Product; readonly colour: string | undefined }) {
  const locale = useLocale()
  const words = productWords[locale]
  const [shownUrl, setShownUrl] = useState('')
  const [large, setLarge] = useState(false)
  const fitting = product.images.filter((image) => image.colour === undefined || image.colour === colour)
  const images = fitting.length > 0 ? fitting : product.images
  const shown = images.find((image) => image.url === shownUrl) ?? images[0]
  if (!shown) return <section className="gal" aria-label={words.pictures} />
  const ratio = ratios[product.kind]
  const width = product.variants[0]?.attributes.frameWidthMm ?? product.attributes.frameWidthMm
  return (
    <section className="gal" aria-label={words.pictures}>
      <a
        href={shown.url}
        className={`pic plate block ${ratio} ${product.kind === 'perfume' ? 'aspect-square' : ''}`}
        onClick={(event) => {
          event.preventDefault()
          setLarge(true)
        }}
      >
        <Picture image={shown} sizes="(min-width: 55rem) 58vw, 100vw" first />
        {product.kind === 'eyewear' && shown.view === 'front' && typeof width === 'number' && (
          <span className="dim" style={{ '--mm': width } as CSSProperties}>
            {formatMm(locale, width)}
          </span>
        )}
        <span className="sr">{words.enlarge}</span>
      </a>
      {images.length > 1 && (
        <ul className="thumbs">
          {images.slice(0, 8).map((image, index) => (
            <li key={image.url}>
              <a
                href={image.url}
                aria-label={`${words.picture(index + 1, images.length)}\u00a0: ${image.alt}`}
                aria-current={image === shown ? 'true' : undefined}
                onClick={(event) => {
                  event.preventDefault()
                  setShownUrl(image.url)
                }}
              >
                <span className={`pic plate fit block ${ratio}`}>
                  <Picture image={image} sizes="15vw" silent />
                </span>
              </a>
            </li>
          ))}
        </ul>
      )}
      <Dialog open={large} title={product.name} onClose={() => setLarge(false)} wide>
        {large && (
          <div className="plate">
            <Picture image={shown} sizes="100vw" className="mx-auto max-h-[78vh] w-auto" />
          </div>
        )}
      </Dialog>
    </section>
  )
}
