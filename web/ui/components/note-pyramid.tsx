import { drawingWords } from '../drawing-words.ts'
import { formatList, sentence } from '../format.ts'
import { useLocale } from '../locale.ts'

export type Tier = 'top' | 'heart' | 'base'
export interface ShownNote {
  readonly id: string
  readonly name: string
  readonly family?: string | undefined
  readonly href: string
}

const tiers = ['top', 'heart', 'base'] as const
/** Families with a hue of their own (web.md 2.1); the others borrow the nearest. */
const hues: Record<string, string> = {
  citrus: 'citrus',
  aromatic: 'green',
  green: 'green',
  floral: 'floral',
  fruity: 'floral',
  spicy: 'amber',
  amber: 'amber',
  gourmand: 'amber',
  woody: 'woody',
  chypre: 'woody',
  marine: 'marine',
  musk: 'musk',
  musky: 'musk',
  powdery: 'musk',
  clean: 'musk',
  'white-floral': 'floral',
  resinous: 'amber',
  leather: 'woody',
  tobacco: 'woody',
  mossy: 'green',
  creamy: 'amber',
}
export const scentHue = (family: string | undefined): string => `var(--color-scent-${hues[family ?? ''] ?? 'musk'})`

/** Where each band stands on the axis, which is logarithmic in time: on skin, 15 min, 30 min, 2 h, 6 h, 12 h, 24 h. */
const bands: Record<Tier, readonly [from: number, to: number]> = { top: [0, 507], heart: [342, 831], base: [584, 1081] }
const heights: Record<Tier, number> = { top: 170, heart: 195, base: 182 }
const marks = [
  ['15 min', 37.2, false],
  ['30 min', 46.8, true],
  ['2 h', 65.8, false],
  ['6 h', 80.9, false],
  ['12 h', 90.5, true],
] as const

function hill(tier: Tier): string {
  const [from, to] = bands[tier]
  const steps = Array.from({ length: 41 }, (_, step) => {
    const share = step / 40
    const x = from + (to - from) * share
    return `${Math.round(x)} ${Math.round(200 - heights[tier] * Math.sin(Math.PI * share) ** 2)}`
  })
  return `M${steps.join('L')}Z`
}

/** What is smelled and when: three bands on a time axis, the notes as links, and the same in a table. Without tiers, one plain list. */
export function NotePyramid({ notes, flat }: { readonly notes: Record<Tier, readonly ShownNote[]>; readonly flat: readonly ShownNote[] }) {
  const locale = useLocale()
  const words = drawingWords[locale]
  if (tiers.every((tier) => notes[tier].length === 0)) return <NoteChips notes={flat} />
  const hue = (tier: Tier) => scentHue(notes[tier][0]?.family)
  const times = { top: words.topTime, heart: words.heartTime, base: words.baseTime }
  return (
    <>
      <figure>
        <div className="timebox">
          <svg viewBox="0 0 1000 210" preserveAspectRatio="none" aria-hidden="true">
            {tiers.map((tier) => (
              <path key={tier} d={hill(tier)} style={{ fill: hue(tier) }} fillOpacity=".8" />
            ))}
            <path d="M0 200H1000" stroke="currentColor" strokeWidth="1" vectorEffect="non-scaling-stroke" opacity=".45" />
          </svg>
          <div aria-hidden="true" className="fine ink-3 marks">
            <span>{words.onSkin}</span>
            {marks.map(([text, at, wide]) => (
              <span key={text} className={wide ? 'wide-only' : undefined} style={{ left: `${at}%`, translate: '-50% 0' }}>
                {text}
              </span>
            ))}
            <span style={{ left: '100%', translate: '-100% 0' }}>24 h</span>
          </div>
        </div>
        <figcaption className="sr">{words.pyramid}</figcaption>
      </figure>
      {tiers.map((tier) => (
        <div className="tier" key={tier}>
          <div className="flex items-center gap-3.5">
            <i style={{ background: hue(tier) }} aria-hidden="true" />
            <div>
              <h3>{words[tier]}</h3>
              <p>{times[tier]}</p>
            </div>
          </div>
          <NoteChips notes={notes[tier]} />
        </div>
      ))}
      <details className="mt-2">
        <summary className="link tap">{words.asTable}</summary>
        <table className="tbl mt-2 max-w-160">
          <thead>
            <tr>
              <th scope="col">{words.time}</th>
              <th scope="col">{words.notes}</th>
              <th scope="col" className="num">
                {words.lasts}
              </th>
            </tr>
          </thead>
          <tbody>
            {tiers.map((tier) => (
              <tr key={tier}>
                <th scope="row">{words[tier]}</th>
                <td>
                  {sentence(
                    locale,
                    formatList(
                      locale,
                      notes[tier].map((note) => note.name.toLocaleLowerCase(locale)),
                    ),
                  )}
                </td>
                <td className="num">{times[tier]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  )
}

function NoteChips({ notes }: { readonly notes: readonly ShownNote[] }) {
  return (
    <ul className="chips">
      {notes.map((note) => (
        <li key={note.id}>
          <a className="notechip" href={note.href}>
            <NoteMark family={note.family} />
            {note.name}
          </a>
        </li>
      ))}
    </ul>
  )
}

/** A small drawing of the family a note belongs to. */
function NoteMark({ family }: { readonly family: string | undefined }) {
  const fill = scentHue(family)
  const kind = hues[family ?? ''] ?? 'musk'
  return (
    <svg viewBox="0 0 28 28" aria-hidden="true">
      {kind === 'citrus' && (
        <>
          <circle cx="14" cy="14" r="9" style={{ fill }} />
          <path d="M14 5v18M5 14h18M7.6 7.6l12.8 12.8M20.4 7.6 7.6 20.4" stroke="#fff" strokeWidth=".9" />
        </>
      )}
      {kind === 'floral' && (
        <>
          <g style={{ fill }}>
            {[0, 1, 2, 3, 4].map((petal) => (
              <circle key={petal} cx="14" cy="8" r="4" transform={`rotate(${petal * 72} 14 14)`} />
            ))}
          </g>
          <circle cx="14" cy="14" r="2.6" fill="#fbf9f5" />
        </>
      )}
      {kind === 'green' && <path d="M6 21C6 12 12 6 22 6c0 10-6 16-16 15ZM6 21L16 12" style={{ fill }} stroke="#fff" strokeWidth=".9" />}
      {kind === 'amber' && <path d="M14 4c4 6 7 9 7 13a7 7 0 0 1-14 0c0-4 3-7 7-13Z" style={{ fill }} />}
      {kind === 'woody' && (
        <>
          <circle cx="14" cy="14" r="9" style={{ fill }} />
          <circle cx="14" cy="14" r="5.6" fill="none" stroke="#fff" strokeWidth=".9" />
          <circle cx="14" cy="14" r="2.4" fill="none" stroke="#fff" strokeWidth=".9" />
        </>
      )}
      {kind === 'marine' && <path d="M5 12c3-4 6-4 9 0s6 4 9 0v6c-3 4-6 4-9 0s-6-4-9 0Z" style={{ fill }} />}
      {kind === 'musk' && <circle cx="14" cy="14" r="9" style={{ fill }} stroke="#1c1a1733" />}
    </svg>
  )
}
