import type { OpenedGlasses } from '@vitrine/gateway/schemas/optics'
import { formatDate, formatMm } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { useGlassesWords } from '../words/glasses.ts'
import { DataTable } from './data-table.tsx'
import { momentText } from './day-text.ts'
import { useWords } from '../words/words.tsx'

/** A prescription as it was written beside what was read from it, eye by eye, with everything that deserves a second look. */
export function GlassesSheet({ opened }: { readonly opened: OpenedGlasses }) {
  const [words, office, locale] = [useGlassesWords(), useWords(), useLocale()]
  const { glasses, written, read, warnings, validity, wearer, prescriber, pdErrorMm, vertex, earlier } = opened
  return (
    <section aria-labelledby="sheet">
      <h2 className="oh" id="sheet">
        {words.sheet}
      </h2>
      {written.length === 0 && !glasses.toRead && <p className="ink-2">{words.noSheet}</p>}
      {read && (
        <dl className="osum">
          {(['right', 'left'] as const).map((eye) => (
            <div key={eye}>
              <dt>{`${words.read}, ${words[eye]}`}</dt>
              <dd>{read[eye].text}</dd>
            </div>
          ))}
          {read.pd && (
            <div>
              <dt>{words.others.pdFar}</dt>
              <dd>{`${formatMm(locale, read.pd.rightMm)} / ${formatMm(locale, read.pd.leftMm)}`}</dd>
            </div>
          )}
        </dl>
      )}
      {written.length > 0 && <Written written={written} />}
      <ul className="ink-2">
        {validity && <li>{words.validity[validity.state](validity.until ? formatDate(locale, validity.until) : '')}</li>}
        {opened.lostOrBroken && <li>{words.saysLost}</li>}
        {opened.lostNote && <li>{`${words.lostNote}: ${opened.lostNote}`}</li>}
        {pdErrorMm > 0 && <li>{words.pdMeasured(formatMm(locale, pdErrorMm))}</li>}
        {wearer && <li>{`${words.wearer}${office.colon} ${wearer}`}</li>}
        {prescriber && <li>{`${words.prescriber}${office.colon} ${prescriber}`}</li>}
        {vertex && (
          <li>
            {`${words.vertex(formatMm(locale, vertex.fromMm), formatMm(locale, vertex.toMm))}${office.colon} ${words.right} ${vertex.right}, ${words.left} ${vertex.left}`}
          </li>
        )}
      </ul>
      {warnings.length > 0 && (
        <>
          <h3 className="oh">{words.warnings}</h3>
          <ul>
            {warnings.map(({ code, text }) => (
              <li key={code}>{text}</li>
            ))}
          </ul>
        </>
      )}
      {earlier.map(({ at, note, written: before }) => (
        <details key={at}>
          <summary>
            {`${words.earlier}, ${momentText(at, locale)}`}
            {note && `: ${note}`}
          </summary>
          <Written written={before} />
        </details>
      ))}
    </section>
  )
}

const days = new Set(['issuedOn', 'wearerBirthDate'])

/** The fields of the eyes by name, right beside left and each said where they stand in one line; below them what belongs to neither. */
export function Written({ written }: Pick<OpenedGlasses, 'written'>) {
  const [words, locale] = [useGlassesWords(), useLocale()]
  const textOf = (field: string) => written.find((one) => one.field === field)?.text ?? ''
  const fields = [...new Set(written.flatMap(({ field }) => /^(?:right|left)\.(.+)$/.exec(field)?.[1] ?? []))]
  return (
    <>
      <DataTable
        caption={words.written}
        rows={fields}
        idOf={(field) => field}
        columns={[
          { name: words.field, isHead: true, cell: (field) => words.fields[field] ?? field },
          { name: words.right, isNumber: true, cell: (field) => textOf(`right.${field}`) },
          { name: words.left, isNumber: true, cell: (field) => textOf(`left.${field}`) },
        ]}
      />
      <dl className="osum">
        {written
          .filter(({ field }) => !field.includes('.'))
          .map(({ field, text }) => (
            <div key={field}>
              <dt>{words.others[field] ?? field}</dt>
              <dd>{days.has(field) && /^\d{4}-\d\d-\d\d$/.test(text) ? formatDate(locale, text) : text}</dd>
            </div>
          ))}
      </dl>
    </>
  )
}
