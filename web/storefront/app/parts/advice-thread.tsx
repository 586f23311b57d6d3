import type { AdviceMessage } from '@vitrine/gateway/schemas/advice'
import type { KeptRx } from '@vitrine/gateway/schemas/optics'
import { Button } from '@vitrine/ui/components/button'
import type { FieldError } from '@vitrine/ui/components/error-summary'
import { formatDate } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { Form } from 'react-router'
import { adviceWords } from '../words/advice.ts'

interface AdviceThreadProps {
  readonly messages: readonly AdviceMessage[]
  readonly kept: readonly KeptRx[]
  readonly errors: readonly FieldError[]
  /** What was not sent yet: it is refused for another reason. */
  readonly text: string
  readonly about?: string | undefined
  readonly isAgreed?: boolean | undefined
}

/** What a person and the opticians wrote to each other, and the form to go on. */
export function AdviceThread({ messages, kept, errors, text, about, isAgreed }: AdviceThreadProps) {
  const locale = useLocale()
  const words = adviceWords[locale]
  const errorOf = (name: string) => errors.find(({ field }) => field === name)?.text
  // What was sent empties its fields; the button that sent it stays, and the focus with it.
  const empty = messages.length
  const asked = kept.find(({ state }) => state === 'asked')
  return (
    <section className="rule mt-10 grid gap-4 pt-6" aria-labelledby="advice">
      <h2 className="heading" id="advice">
        {words.thread}
      </h2>
      <p className="ink-2">{words.threadIntro}</p>
      {messages.length === 0 ? (
        <p className="ink-3">{words.nothing}</p>
      ) : (
        <ol className="grid gap-4">
          {messages.map(({ id, at, from, text: said }) => (
            <li key={id}>
              <p className="fine ink-3">
                {words.from[from]}, <time dateTime={at}>{formatDate(locale, at)}</time>
              </p>
              <p className="whitespace-pre-line wrap-anywhere">{said}</p>
            </li>
          ))}
        </ol>
      )}
      <Form className="form" method="post" noValidate>
        <input type="hidden" name="intent" value="ask" />
        {kept.length > 0 && (
          <div className="field">
            <label htmlFor="about">{words.about}</label>
            <select key={empty} className="input" id="about" name="about" defaultValue={about ?? asked?.id ?? ''}>
              <option value="">{words.aboutNothing}</option>
              {kept.map(({ id, wearer, issuedOn }) => (
                <option key={id} value={id}>
                  {[wearer, formatDate(locale, issuedOn)].join(', ')}
                </option>
              ))}
            </select>
          </div>
        )}
        <div className="field">
          <label htmlFor="text">{words.write}</label>
          <Wrong id="text" text={errorOf('text')} />
          <textarea
            key={empty}
            className="input"
            id="text"
            name="text"
            rows={4}
            maxLength={2_000}
            defaultValue={text}
            {...wrongIn('text', errorOf('text'))}
          />
        </div>
        <Wrong id="agree" text={errorOf('agree')} />
        <label className="tick">
          <input
            key={empty}
            type="checkbox"
            id="agree"
            name="agree"
            value="yes"
            defaultChecked={isAgreed}
            {...wrongIn('agree', errorOf('agree'))}
          />
          <span>{words.agree}</span>
        </label>
        <div>
          <Button type="submit">{words.send}</Button>
        </div>
      </Form>
    </section>
  )
}

const wrongIn = (id: string, error: string | undefined) => (error ? { 'aria-invalid': true, 'aria-describedby': `${id}-error` } : {})

function Wrong({ id, text }: { readonly id: string; readonly text: string | undefined }) {
  return text ? (
    <p className="error" id={`${id}-error`}>
      {text}
    </p>
  ) : null
}
