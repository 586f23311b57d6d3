import type { Cart, DeliveryOptions } from '@vitrine/gateway/schemas/cart'
import type { KeptMethod } from '@vitrine/gateway/schemas/person'
import type { Address } from '@vitrine/gateway/schemas/shapes'
import { Button } from '@vitrine/ui/components/button'
import type { FieldError } from '@vitrine/ui/components/error-summary'
import { Field } from '@vitrine/ui/components/field'
import { Icon } from '@vitrine/ui/components/icon'
import { formatDay, formatMoney, sentence } from '@vitrine/ui/format'
import { type Locale, pathIn, useLocale } from '@vitrine/ui/locale'
import type { ReactNode } from 'react'
import { Form, useNavigation } from 'react-router'
import type { CheckoutStep } from '../pages/checkout.tsx'
import { cartWords } from '../words/cart.ts'
import { keptText } from '../kept-method-text.ts'
import { checkoutWords } from '../words/checkout.ts'

interface StepProps {
  readonly cart: Cart
  readonly current: CheckoutStep
  readonly errors: readonly FieldError[]
  readonly values: Readonly<Record<string, string>>
}

const errorOf = (errors: readonly FieldError[], field: string): string | undefined => errors.find((error) => error.field === field)?.text

/** A step is done (one line and a way back), open, or still to come. */
function Step({
  number,
  title,
  state,
  change,
  children,
}: {
  readonly number: number
  readonly title: string
  readonly state: 'done' | 'open' | 'todo'
  readonly change?: { readonly href: string; readonly label: string }
  readonly children: ReactNode
}) {
  const words = checkoutWords[useLocale()]
  return (
    <section className={state === 'open' ? 'step' : `step ${state}`} aria-labelledby={`step-${number}`}>
      <header>
        <h2 id={`step-${number}`}>
          <span className="n">{number}</span>
          {title}
        </h2>
        {state === 'done' && change && (
          <a className="link tap" href={change.href} aria-label={change.label}>
            {words.change}
          </a>
        )}
      </header>
      {state === 'open' ? <div className="body">{children}</div> : children}
    </section>
  )
}

export function ContactStep({ cart, current, errors, values }: StepProps) {
  const locale = useLocale()
  const words = checkoutWords[locale]
  const here = pathIn(locale, '/checkout')
  if (current !== 'contact')
    return (
      <Step number={1} title={words.contact} state="done" change={{ href: `${here}?step=contact`, label: words.changeContact }}>
        <p>{cart.contact?.email}</p>
      </Step>
    )
  return (
    <Step number={1} title={words.contact} state="open">
      <Form className="form" method="post" noValidate>
        <input type="hidden" name="intent" value="contact" />
        <Field
          id="email"
          label={words.email}
          hint={words.emailHint}
          type="email"
          inputMode="email"
          autoComplete="email"
          required
          defaultValue={values.email ?? cart.contact?.email}
          error={errorOf(errors, 'email')}
        />
        <div className="flex flex-wrap items-center gap-x-6">
          <Button type="submit">{words.toDelivery}</Button>
          <a className="link tap" href={`${pathIn(locale, '/sign-in')}?back=${encodeURIComponent(here)}`}>
            {words.signIn}
          </a>
        </div>
      </Form>
    </Step>
  )
}

export function DeliveryStep({ cart, options, current, errors, values }: StepProps & { readonly options: DeliveryOptions }) {
  const locale = useLocale()
  const words = checkoutWords[locale]
  const here = pathIn(locale, '/checkout')
  if (current === 'contact')
    return (
      <Step number={2} title={words.delivery} state="todo">
        {null}
      </Step>
    )
  if (current === 'payment')
    return (
      <Step number={2} title={words.delivery} state="done" change={{ href: `${here}?step=address`, label: words.changeAddress }}>
        {cart.addresses && <p>{inOneLine(locale, cart.addresses.shipping)}</p>}
        {cart.delivery && <p>{[cart.delivery.name, arrival(locale, cart.delivery)].join(', ')}</p>}
      </Step>
    )
  return (
    <Step number={2} title={words.delivery} state="open">
      {current === 'address' ? (
        <AddressForm cart={cart} errors={errors} values={values} />
      ) : (
        <>
          {cart.addresses && (
            <p className="ink-2 flex flex-wrap items-center justify-between gap-x-4">
              {inOneLine(locale, cart.addresses.shipping)}
              <a className="link tap" href={`${here}?step=address`} aria-label={words.changeAddress}>
                {words.change}
              </a>
            </p>
          )}
          <OptionsForm options={options} chosen={values.option ?? cart.delivery?.optionId} errors={errors} />
        </>
      )}
    </Step>
  )
}

const countryNames = { fr: new Intl.DisplayNames('fr', { type: 'region' }), en: new Intl.DisplayNames('en', { type: 'region' }) }
const inOneLine = (locale: Locale, address: Address): string =>
  [address.name, address.line1, address.line2, `${address.postcode} ${address.city}`, countryNames[locale].of(address.country)]
    .filter(Boolean)
    .join(', ')

function arrival(locale: Locale, { earliest, latest }: { readonly earliest: string; readonly latest: string }): string {
  const words = checkoutWords[locale]
  return earliest === latest ? words.day(formatDay(locale, earliest)) : words.days(formatDay(locale, earliest), formatDay(locale, latest))
}

function AddressForm({ cart, errors, values }: Pick<StepProps, 'cart' | 'errors' | 'values'>) {
  const words = checkoutWords[useLocale()]
  const billed = Boolean(values['billing.line1'] ?? cart.addresses?.billing)
  return (
    <Form className="form" method="post" noValidate>
      <input type="hidden" name="intent" value="address" />
      <AddressFields prefix="" address={cart.addresses?.shipping} countries={cart.countries} errors={errors} values={values} phone />
      <details open={billed}>
        <summary className="link tap label">{words.otherBilling}</summary>
        <div className="form mt-3">
          <AddressFields prefix="billing." address={cart.addresses?.billing} countries={cart.countries} errors={errors} values={values} />
        </div>
      </details>
      <div>
        <Button type="submit">{words.toOptions}</Button>
      </div>
    </Form>
  )
}

function AddressFields({
  prefix,
  address,
  countries,
  errors,
  values,
  phone = false,
}: {
  readonly prefix: '' | 'billing.'
  readonly address: Address | undefined
  readonly countries: readonly string[]
  readonly errors: readonly FieldError[]
  readonly values: Readonly<Record<string, string>>
  readonly phone?: boolean
}) {
  const locale = useLocale()
  const words = checkoutWords[locale]
  const group = prefix === '' ? 'shipping' : 'billing'
  const common = (field: 'name' | 'line1' | 'line2' | 'postcode' | 'city' | 'phone') => ({
    id: prefix + field,
    defaultValue: values[prefix + field] ?? address?.[field],
    error: errorOf(errors, prefix + field),
  })
  return (
    <>
      <Field {...common('name')} label={words.name} autoComplete={`${group} name`} required maxLength={100} />
      <Field
        {...common('line1')}
        label={words.line1}
        hint={words.line1Hint}
        autoComplete={`${group} address-line1`}
        required
        maxLength={100}
      />
      <Field {...common('line2')} label={words.line2} autoComplete={`${group} address-line2`} maxLength={100} />
      <Field {...common('postcode')} label={words.postcode} span="c2" autoComplete={`${group} postal-code`} required maxLength={12} />
      <Field {...common('city')} label={words.city} span="c4" autoComplete={`${group} address-level2`} required maxLength={100} />
      <div className="field">
        <label htmlFor={`${prefix}country`}>{words.country}</label>
        <select
          className="input"
          id={`${prefix}country`}
          name={`${prefix}country`}
          autoComplete={`${group} country`}
          defaultValue={values[`${prefix}country`] ?? address?.country ?? countries[0]}
        >
          {countries.map((code) => (
            <option value={code} key={code}>
              {countryNames[locale].of(code)}
            </option>
          ))}
        </select>
      </div>
      {phone && <Field {...common('phone')} label={words.phone} hint={words.phoneHint} autoComplete="tel" type="tel" maxLength={24} />}
    </>
  )
}

function OptionsForm({
  options,
  chosen,
  errors,
}: {
  readonly options: DeliveryOptions
  readonly chosen: string | undefined
  readonly errors: readonly FieldError[]
}) {
  const locale = useLocale()
  const words = checkoutWords[locale]
  const choices = options.items
    .flatMap((option) => [
      { value: option.id, option, place: undefined },
      ...(option.pickupPoints ?? []).slice(0, 4).map((point) => ({ value: `${option.id}|${point.id}`, option, place: point.name })),
    ])
    .filter((choice) => choice.place !== undefined || !choice.option.pickupPoints?.length)
  const first = choices.some((choice) => choice.value === chosen) ? chosen : choices[0]?.value
  const error = errorOf(errors, 'option')
  if (choices.length === 0) return <p className="mt-4">{words.noOptions}</p>
  return (
    <Form className="form mt-2" method="post">
      <input type="hidden" name="intent" value="delivery" />
      <fieldset aria-describedby={error ? 'option-error' : undefined} id="option">
        <legend className="lab mb-2">{words.how}</legend>
        {error && (
          <p className="error mb-2" id="option-error">
            <Icon name="warning" />
            {error}
          </p>
        )}
        <div className="opts one">
          {choices.map(({ value, option, place }) => (
            <label className="opt row" key={value}>
              <input type="radio" name="option" value={value} defaultChecked={value === first} />
              <span>
                {place ?? option.name}
                <small>{[place && option.name, sentence(locale, arrival(locale, option))].filter(Boolean).join(' · ')}</small>
              </span>
              <span>{option.price.amountMinor === 0 ? cartWords[locale].free : formatMoney(locale, option.price)}</span>
            </label>
          ))}
          {options.unavailable.map((option) => (
            <div className="opt row out-note" key={option.id}>
              <span>
                {option.name}
                <small>{words.refused(option.reason)}</small>
              </span>
            </div>
          ))}
        </div>
      </fieldset>
      <div>
        <Button type="submit">{words.toPayment}</Button>
      </div>
    </Form>
  )
}

/** The method, the consent, the button that says what it does. The key in the form makes one order of any number of presses. */
interface PaymentStepProps extends StepProps {
  readonly idempotencyKey: string
  /** What the customer keeps; undefined for a guest. */
  readonly kept: readonly KeptMethod[] | undefined
}

export function PaymentStep({ cart, current, errors, values, kept, idempotencyKey }: PaymentStepProps) {
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
  const termsError = errorOf(errors, 'terms')
  return (
    <Step number={3} title={words.payment} state="open">
      <Form className="form" method="post" noValidate onSubmit={(event) => busy && event.preventDefault()}>
        <input type="hidden" name="intent" value="pay" />
        <input type="hidden" name="key" value={idempotencyKey} />
        <input type="hidden" name="total" value={total.amountMinor} />
        <input type="hidden" name="currency" value={total.currency} />
        <PaymentMethods methods={cart.paymentMethods} kept={kept ?? []} values={values} error={errorOf(errors, 'card')} />
        {kept && (
          <label className="tick">
            <input type="checkbox" name="save" value="yes" defaultChecked={values.save === 'yes'} />
            <span>
              {words.keep}
              <small className="fine ink-3 block">{words.keepHint}</small>
            </span>
          </label>
        )}
        <div>
          {termsError && (
            <p className="error" id="terms-error">
              <Icon name="warning" />
              {termsError}
            </p>
          )}
          <label className="tick">
            <input
              type="checkbox"
              id="terms"
              name="terms"
              value="yes"
              defaultChecked={values.terms === 'yes'}
              aria-invalid={termsError ? true : undefined}
              aria-describedby={termsError ? 'terms-error' : undefined}
            />
            <span>{words.terms}</span>
          </label>
        </div>
        <div>
          <Button type="submit" wide disabled={cart.paymentMethods.length === 0} busy={busy ? words.paying : undefined}>
            <Icon name="lock" />
            {words.pay(formatMoney(locale, total))}
          </Button>
          <p className="fine ink-3 mt-2">{words.heldHint}</p>
        </div>
      </Form>
    </Step>
  )
}

/** Every way to pay that is open. Test cards stand only where the method is the demonstration's; elsewhere nothing of a card is asked here. */
function PaymentMethods({
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
