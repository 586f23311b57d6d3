import type { CSSProperties } from 'react'

/** A bar of the colour; two tones where the material is not even. */
export const tones = (colours: readonly string[]): CSSProperties =>
  ({ '--a': colours[0], '--b': colours[1] ?? colours[0] }) as CSSProperties

/** The colours a product comes in, each a link to the product in it. */
export function SwatchLinks({
  name,
  colours,
  address,
}: {
  readonly name: string
  readonly colours: readonly { readonly value: string; readonly label: string; readonly tones: readonly string[] }[]
  readonly address: (colour: string) => string
}) {
  return (
    <ul className="swatches" aria-label={name}>
      {colours.map((colour) => (
        <li key={colour.value}>
          <a className="swatch" href={address(colour.value)} aria-label={colour.label} title={colour.label}>
            <i style={tones(colour.tones)} />
          </a>
        </li>
      ))}
    </ul>
  )
}

/** The choice of a colour, as radios that carry their names. */
export function SwatchChoice({
  name,
  legend,
  colours,
  chosen,
  onChoose,
}: {
  readonly name: string
  readonly legend: string
  readonly colours: readonly { readonly value: string; readonly text: string; readonly tones?: readonly string[] | undefined }[]
  readonly chosen: string | undefined
  readonly onChoose?: (value: string) => void
}) {
  return (
    <fieldset className="grp">
      <legend>{legend}</legend>
      <div className="swatches named">
        {colours.map((colour) => (
          <label className="swatch" key={colour.value}>
            <input
              type="radio"
              name={name}
              value={colour.value}
              defaultChecked={colour.value === chosen}
              onChange={() => onChoose?.(colour.value)}
            />
            <i style={tones(colour.tones ?? [])} />
            <span>{colour.text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
