import { Field } from '@vitrine/ui/components/field'
import { useLocale } from '@vitrine/ui/locale'
import { giftWords } from '../words/gift.ts'

/** To whom a gift card goes, and what is said with it. Both may stay empty: then the buyer gets it, without a word. */
export function GiftFields() {
  const words = giftWords[useLocale()]
  return (
    <fieldset className="grp">
      <legend>{words.legend}</legend>
      <div className="grid gap-3">
        <Field id="giftEmail" type="email" label={words.email} hint={words.emailHint} autoComplete="off" maxLength={254} />
        <div className="field">
          <label htmlFor="giftMessage">{words.message}</label>
          <textarea className="input" id="giftMessage" name="giftMessage" rows={3} maxLength={500} />
        </div>
      </div>
    </fieldset>
  )
}
