import { useId } from 'react'
import { useGlassesWords } from '../words/glasses.ts'
import { baseOptions, dayFields, distanceFields, eyeFields, type TypedTexts } from './sheet-typing.ts'

interface SheetTableProps {
  readonly texts: TypedTexts
  readonly errors: TypedTexts
  readonly onChange: (name: string, text: string) => void
}

/** A sheet to be typed as it lies there: right beside left, field by field, and what belongs to neither eye below. */
export function SheetTable(props: SheetTableProps) {
  const words = useGlassesWords()
  return (
    <>
      <table className="osheet">
        <thead>
          <tr>
            <td />
            <th scope="col">{words.right}</th>
            <th scope="col">{words.left}</th>
          </tr>
        </thead>
        <tbody>
          {eyeFields.map((field) => (
            <tr key={field}>
              <th scope="row">{words.fields[field]}</th>
              {(['right', 'left'] as const).map((eye) => (
                <td key={eye}>
                  <SheetCell {...props} name={`${eye}.${field}`} label={words.sideOf(words.fields[field] ?? field, words[eye])} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <table className="osheet">
        <tbody>
          {[...distanceFields, ...dayFields, 'country', 'prescriberMonths'].map((field) => (
            <tr key={field}>
              <th scope="row">
                {words.others[field]}
                {field === 'country' && <small className="fine ink-3 block">{words.shopCountry}</small>}
              </th>
              <td>
                <SheetCell {...props} name={field} label={words.others[field] ?? field} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

function SheetCell({ name, label, texts, errors, onChange }: SheetTableProps & { readonly name: string; readonly label: string }) {
  const [words, id] = [useGlassesWords(), useId()]
  const error = errors[name]
  const field = name.split('.').at(-1) ?? name
  const shared = {
    ...{ className: 'input', 'aria-label': label, value: texts[name] ?? '', 'aria-invalid': error ? true : undefined },
    'aria-describedby': error ? `${id}-wrong` : undefined,
  }
  return (
    <>
      {field === 'baseH' || field === 'baseV' ? (
        <select {...shared} onChange={({ target }) => onChange(name, target.value)}>
          {baseOptions[field].map((base) => (
            <option key={base} value={base}>
              {words.bases[base]}
            </option>
          ))}
        </select>
      ) : (
        <input
          {...shared}
          type={dayFields.some((one) => one === field) ? 'date' : 'text'}
          autoComplete="off"
          spellCheck={false}
          maxLength={field === 'country' ? 2 : 24}
          onChange={({ target }) => onChange(name, target.value)}
        />
      )}
      {error && (
        <p className="fine bad" id={`${id}-wrong`}>
          {error}
        </p>
      )}
    </>
  )
}
