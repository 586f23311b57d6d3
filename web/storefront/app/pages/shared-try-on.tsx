import { Picture } from '@vitrine/ui/components/picture'
import { EmptyState } from '@vitrine/ui/components/states'
import { formatDate, formatMm, formatMoney, formatStamp } from '@vitrine/ui/format'
import { pathIn, useLocale } from '@vitrine/ui/locale'
import { data, type LoaderFunctionArgs, useLoaderData } from 'react-router'
import { PageTitle } from '../page-title.tsx'
import { nameOf } from '../parts/try-compare.tsx'
import { ask, orNothing, orPage } from '../shop.ts'
import { sharedFrames, type TriedFrame } from '../try-on/strip.ts'
import { shareWords } from '../words/share.ts'

export async function loader({ params, context }: LoaderFunctionArgs) {
  const found = await orPage(context, orNothing(ask(context, 'sharedTryOn', { shareId: params.shareId ?? '' })))
  if (!found) return data(null, { status: 404 })
  const { frames, shared, faces, expiresAt, faceUntil } = found
  const shown = await sharedFrames(context, frames)
  return { shown, gone: shared - shown.length, faces, expiresAt, faceUntil }
}

/** For whoever has the link, and no list of pages. */
export const headers = () => ({ 'X-Robots-Tag': 'noindex, nofollow' })

/** A link that ended, or was cut short on its way: which of them nobody can tell, because nothing of it is left. */
function Ended() {
  const locale = useLocale()
  const words = shareWords[locale].shown
  return (
    <div className="wrap account-page">
      <PageTitle title={words.ended} hidden />
      <h1 className="title">{words.ended}</h1>
      <EmptyState text={words.endedText}>
        <a className="btn line" href={pathIn(locale, '/try')}>
          {words.toShop}
        </a>
      </EmptyState>
    </div>
  )
}

/** Frames somebody shared (TRY-6): on a bust, or on their face where they added it; open without an account. */
export default function SharedTryOn() {
  const found = useLoaderData<typeof loader>()
  const locale = useLocale()
  if (!found) return <Ended />
  const { shown, gone, faces, expiresAt, faceUntil } = found
  const words = shareWords[locale].shown
  return (
    <div className="wrap account-page">
      <PageTitle title={words.title} hidden />
      <h1 className="title">{words.title}</h1>
      {shown.length === 0 ? (
        <EmptyState text={words.empty}>
          <a className="btn line" href={pathIn(locale, '/try')}>
            {words.toShop}
          </a>
        </EmptyState>
      ) : (
        <>
          <p className="ink-2 mt-2">{words.intro}</p>
          <ul className="shared mt-6">
            {shown.map((frame) => (
              <Shown key={frame.variantId} frame={frame} face={faces.find(({ variantId }) => variantId === frame.variantId)?.data} />
            ))}
          </ul>
          {gone > 0 && <p className="mt-4">{words.gone(gone)}</p>}
          <p className="mt-6">
            <a className="btn" href={pathIn(locale, `/try?frames=${[...new Set(shown.map(({ slug }) => slug))].join(',')}`)}>
              {words.tryOn}
            </a>
          </p>
        </>
      )}
      <p className="fine ink-3 mt-6">
        {faceUntil && words.faceUntil(formatStamp(locale, faceUntil))} {words.until(formatDate(locale, expiresAt))}
      </p>
    </div>
  )
}

/** Lens width of the sizes shops agree on (try-on design, section 3): S to 50, M to 54, L above. */
const sizeOf = (lensWidthMm: number) => (lensWidthMm <= 50 ? 'small' : lensWidthMm < 55 ? 'medium' : 'large')

function Shown({ frame, face }: { readonly frame: TriedFrame; readonly face: string | undefined }) {
  const locale = useLocale()
  const words = shareWords[locale].shown
  const name = nameOf(frame)
  const image = frame.worn ?? frame.image
  const { lensWidthMm, frameWidthMm } = frame.frame
  return (
    <li className="grid gap-2">
      {face ? (
        <img src={`data:image/jpeg;base64,${face}`} alt={words.faceOf(name)} />
      ) : (
        image && <Picture image={{ ...image, alt: frame.worn ? words.bust(name) : image.alt }} sizes="(min-width: 55rem) 50vw, 100vw" />
      )}
      <h2 className="heading">{name}</h2>
      <p>{words.size(words.sizes[sizeOf(lensWidthMm)], formatMm(locale, frameWidthMm), frame.size)}</p>
      <p className="flex flex-wrap gap-4">
        <span>{formatMoney(locale, frame.price)}</span>
        <a className="link tap" href={pathIn(locale, `/p/${frame.slug}`)}>
          {words.see(name)}
        </a>
      </p>
    </li>
  )
}
