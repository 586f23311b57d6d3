import type { Cart } from '@vitrine/gateway/schemas/cart'
import type { KeptMethod } from '@vitrine/gateway/schemas/person'
import { Button } from '@vitrine/ui/components/button'
import { Icon } from '@vitrine/ui/components/icon'
import { formatMoney } from '@vitrine/ui/format'
import { pathIn, useLocale } from '@vitrine/ui/locale'
import { Form, useNavigation } from 'react-router'
import { keptText } from '../kept-method-text.ts'
import { checkoutWords } from '../words/checkout.ts'
import { errorOf, Step, type StepProps } from './checkout-step.tsx'
import { TermsTick } from './terms-tick.tsx'

interface PaymentStepProps extends StepProps {
  readonly idempotencyKey: string
  /** Its place on the page; the third of a checkout. */
  readonly number?: number
  /** What the customer keeps; undefined for a guest. */
  readonly kept: readonly KeptMethod[] | undefined
}

/** The method, the consent, the button that says what it does. The key in the form makes one order of any number of presses. */
export function PaymentStep({ cart, current, errors, values, kept, idempotencyKey, number = 3 }: PaymentStepProps) {
  const locale = useLocale()
  const words = checkoutWords[locale]
  const busy = useNavigation().formData?.get('intent') === 'pay'
  if (current !== 'payment')
    return (
      <Step number={3} title={words.payment} state="todo">
        <p className="label ink-3 font-normal sm:pl-8">{words.paymentLater}</p>
      </Step>
    )
  const total = cart.totals.due ?? cart.totals.total
  const isFree = total.amountMinor === 0
  const expectedMinor = total.amountMinor - (cart.exchangeOf?.back?.amountMinor ?? 0)
  return (
    <Step number={number} title={words.payment} state="open">
      <Form className="form" method="post" noValidate onSubmit={(event) => busy && event.preventDefault()}>
        <input type="hidden" name="intent" value="pay" />
        <input type="hidden" name="key" value={idempotencyKey} />
        <input type="hidden" name="cart" value={cart.id} />
        <input type="hidden" name="total" value={expectedMinor} />
        <input type="hidden" name="currency" value={total.currency} />
        {isFree ? (
          <input type="hidden" name="method" value="none/none" />
        ) : (
          <PaymentMethods methods={cart.paymentMethods} kept={kept ?? []} values={values} error={errorOf(errors, 'card')} />
        )}
        {kept && !isFree && (
          <label className="tick">
            <input type="checkbox" name="save" value="yes" defaultChecked={values.save === 'yes'} />
            <span>
              {words.keep}
              <small className="fine ink-3 block">{words.keepHint}</small>
            </span>
          </label>
        )}
        <div>
          <TermsTick text={words.terms} error={errorOf(errors, 'terms')} ticked={values.terms === 'yes'} />
          <a className="link tap fine" href={pathIn(locale, '/info/conditions')} target="_blank" rel="noreferrer">
            {words.readTerms}
          </a>
        </div>
        <div>
          <Button type="submit" wide disabled={!isFree && cart.paymentMethods.length === 0} busy={busy ? words.paying : undefined}>
            {!isFree && <Icon name="lock" />}
            {isFree ? words.confirm : words.pay(formatMoney(locale, total))}
          </Button>
          {!isFree && <p className="fine ink-3 mt-2">{words.heldHint}</p>}
        </div>
      </Form>
    </Step>
  )
}

/** Every way to pay that is open. Test cards stand only where the method is the demonstration's; elsewhere nothing of a card is asked here. */
export function PaymentMethods({
  methods,
  kept,
  values,
  error,
}: {
  readonly methods: Cart['paymentMethods']
  readonly kept: readonly KeptMethod[]
  readonly values: StepProps['values']
  readonly error: string | undefined
}) {
  const locale = useLocale()
  const words = checkoutWords[locale]
  const fresh = methods.map(({ label, sandbox, provider, method }) => {
    return { label, hint: sandbox ? words.testCards : words.elsewhere, value: `${provider}/${method}`, sandbox }
  })
  const known = kept.map((one) => ({ label: keptText(one, locale), hint: words.keptHint, value: `kept/${one.id}`, sandbox: false }))
  const options = [...known, ...fresh]
  const first = options.some(({ value }) => value === values.method) ? values.method : options[0]?.value
  const tested = options.find(({ sandbox }) => sandbox)
  if (options.length === 0) return <p>{words.noMethods}</p>
  return (
    <>
      <fieldset>
        <legend className="lab mb-2">{words.methods}</legend>
        <div className="opts one">
          {options.map(({ value, label, hint }) => (
            <label className="opt row" key={value}>
              <input type="radio" name="method" value={value} defaultChecked={value === first} />
              <span>
                {label}
                <small>{hint}</small>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      {tested && <input type="hidden" name="cards" value={tested.value} />}
      {tested && <TestCards chosen={values.token} error={error} />}
    </>
  )
}

function TestCards({ chosen, error }: { readonly chosen: string | undefined; readonly error: string | undefined }) {
  const words = checkoutWords[useLocale()]
  return (
    <fieldset id="card" aria-describedby={error ? 'card-hint card-error' : 'card-hint'}>
      <legend className="lab">{words.testCards}</legend>
      <p className="fine ink-3 mb-2" id="card-hint">
        {words.testCardsHint}
      </p>
      {error && (
        <p className="error mb-2" id="card-error">
          <Icon name="warning" />
          {error}
        </p>
      )}
      <div className="opts two">
        {Object.entries(words.cards).map(([token, [name, text]]) => (
          <label className="opt row" key={token}>
            <input type="radio" name="token" value={token} defaultChecked={token === (chosen ?? 'ok')} />
            <span>
              {name}
              <small>{text}</small>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
