import { Icon } from '@vitrine/ui/components/icon'
import { Note } from '@vitrine/ui/components/note'
import { formatMm, formatPercent } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { Picture } from '@vitrine/ui/components/picture'
import { useState, useSyncExternalStore } from 'react'
import bustPicture from '../art/try-noe-black.webp'
import type { PhotoAnswer } from '../try-on/photo-answer.ts'
import type { TriedFrame } from '../try-on/strip.ts'
import type { MirrorHandle } from '../try-on/use-mirror.ts'
import { tryWords } from '../words/try.ts'
import { nameOf } from './try-compare.tsx'

/** A distance between the pupils, and how it is known. */
type Pd = Extract<PhotoAnswer, { outcome: 'drawn' }>['pd']

interface TryMirrorProps {
  readonly mirror: MirrorHandle
  /** The frames that are on, beside each other; the last is the chosen one. */
  readonly tried: readonly TriedFrame[]
  readonly sent: number
  /** The photo with the frame on, when one was made; it takes the mirror's place. */
  readonly drawn: { readonly url: string; readonly alt: string; readonly pd: Pd } | undefined
  readonly description: string
  readonly onDescribe: () => void
}

/** What the shopper sees themselves in: a bust until asked, then the camera, or the photo. */
export function TryMirror({ mirror, tried, sent, drawn, description, onDescribe }: TryMirrorProps) {
  const words = tryWords[useLocale()]
  const [isOnHead, setOnHead] = useState(false)
  const chosen = tried.at(-1)
  const { state } = mirror
  const isOpen = state.phase === 'open'
  return (
    <section className="mirror plate" aria-label={words.mirror}>
      {!isOpen && !drawn && <Bust chosen={chosen} />}
      {!isOpen && drawn && <img className="whole" src={drawn.url} alt={drawn.alt} />}
      <canvas ref={mirror.picture} hidden={!isOpen} role="img" aria-label={words.live} />
      <canvas ref={mirror.overlay} hidden={!isOpen} aria-hidden="true" />
      {isOpen && tried.length > 1 && (
        <ol className={`tiles of-${tried.length}`} aria-label={words.compare}>
          {tried.map((frame) => (
            <li key={frame.variantId}>
              <span className="tagline">{nameOf(frame)}</span>
            </li>
          ))}
        </ol>
      )}
      <div className="hud t">
        <Scale pd={isOpen ? state.sight?.pd : drawn?.pd} />
        <p className="tagline" role="status">
          <Icon name="lock" />
          {words.sent(sent)}
        </p>
      </div>
      <div className="hud b">
        {isOpen && state.notice && (
          <Note look="warn" live>
            {words.notices[state.notice]}
          </Note>
        )}
        {isOpen ? (
          <Bench mirror={mirror} saveAs={`vitrine-${tried.map(({ slug }) => slug).join('-')}`} onDescribe={onDescribe} />
        ) : (
          <Door mirror={mirror} isSmall={drawn !== undefined || isOnHead} onHead={isOnHead ? undefined : () => setOnHead(true)} />
        )}
      </div>
      <p className="sr" role="status">
        {description}
      </p>
    </section>
  )
}

function Scale({ pd }: { readonly pd: Pd | undefined }) {
  const locale = useLocale()
  const words = tryWords[locale]
  if (!pd) return <span />
  if (pd.method === 'average')
    return (
      <p className="tagline">
        <b>{words.average}</b>
      </p>
    )
  const mm = formatMm(locale, Math.round(2 * pd.mm) / 2)
  return (
    <p className="tagline">
      <span className="long">{words.scale}</span>
      <b>
        {pd.method === 'typed'
          ? words.typed(mm)
          : words[pd.method === 'card' ? 'byCard' : 'iris'](mm, formatMm(locale, Math.round(10 * pd.errorMm) / 10))}
      </b>
    </p>
  )
}

/** The frame on the shop-window bust, as the studio photographed it; the frame alone where it was not. */
function Bust({ chosen }: { readonly chosen: TriedFrame | undefined }) {
  const words = tryWords[useLocale()]
  const image = chosen?.worn ?? chosen?.image
  if (!image) return <img src={bustPicture} alt={words.sample} width={1000} height={1000} />
  return <Picture image={image} sizes="(min-width: 69rem) 60vw, 100vw" first className={chosen?.worn ? '' : 'whole'} />
}

interface BenchProps {
  readonly mirror: MirrorHandle
  readonly saveAs: string
  readonly onDescribe: () => void
}

function Bench({ mirror, saveAs, onDescribe }: BenchProps) {
  const words = tryWords[useLocale()]
  return (
    <div className="bench" role="toolbar" aria-label={words.mirror}>
      <button type="button" aria-pressed={mirror.isFrozen} onClick={() => mirror.freeze(!mirror.isFrozen)}>
        {words.freeze} <kbd>{words.space}</kbd>
      </button>
      <button type="button" onClick={onDescribe}>
        {words.describe} <kbd>D</kbd>
      </button>
      <button type="button" title={words.savedHere} onClick={() => void mirror.save(saveAs)}>
        {words.save}
      </button>
      <button type="button" onClick={mirror.close}>
        {words.stop}
      </button>
    </div>
  )
}

const nothing = () => () => {}

interface DoorProps {
  readonly mirror: MirrorHandle
  /** The buttons alone, so that what is behind can be seen. */
  readonly isSmall: boolean
  readonly onHead: (() => void) | undefined
}

/** What stands before the camera: what it does with a picture, and the button. Without scripts only the photo is offered. */
function Door({ mirror, isSmall, onHead }: DoorProps) {
  const locale = useLocale()
  const words = tryWords[locale]
  const hasScripts = useSyncExternalStore(
    nothing,
    () => true,
    () => false,
  )
  const { state } = mirror
  if (state.phase === 'loading')
    return (
      <div className="door" role="status">
        <p>{words.loading(formatPercent(locale, Math.round(100 * state.share) / 100))}</p>
        <progress value={state.share} max={1} />
        <p className="fine">{words.waiting}</p>
        <button type="button" className="btn line" onClick={mirror.close}>
          {words.cancel}
        </button>
      </div>
    )
  return (
    <div className={isSmall ? 'door small' : 'door'}>
      {state.phase === 'trouble' ? (
        <Note look="bad" live>
          {words.troubles[state.why]}
        </Note>
      ) : (
        !isSmall && (
          <>
            <p className="lead">{words.stays}</p>
            <p className="fine">{words.staysMore}</p>
          </>
        )
      )}
      <p className="row">
        {hasScripts && (
          <button type="button" className="btn" onClick={mirror.open}>
            <Icon name="camera" />
            {state.phase === 'trouble' ? words.again : words.start}
          </button>
        )}
        <a className="btn line" href="#photo">
          {words.usePhoto}
        </a>
        {hasScripts && onHead && (
          <button type="button" className="btn line" onClick={onHead}>
            {words.onHead}
          </button>
        )}
      </p>
    </div>
  )
}
