import type { DeliveryOptions } from '@vitrine/gateway/schemas/cart'
import type { Address } from '@vitrine/gateway/schemas/shapes'
import { Button } from '@vitrine/ui/components/button'
import type { FieldError } from '@vitrine/ui/components/error-summary'
import { Field } from '@vitrine/ui/components/field'
import { Icon } from '@vitrine/ui/components/icon'
import { formatDay, formatMoney, sentence } from '@vitrine/ui/format'
import { type Locale, pathIn, useLocale } from '@vitrine/ui/locale'
import { Fragment } from 'react'
import { Form } from 'react-router'
import { cartWords } from '../words/cart.ts'
import { checkoutWords } from '../words/checkout.ts'
import { errorOf, Step, type StepProps } from './checkout-step.tsx'

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
  [
    address.name,
    address.company,
    address.line1,
    address.line2,
    `${address.postcode} ${address.city}`,
    countryNames[locale].of(address.country),
  ]
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

/** The fields of an address, with what was typed and what is wrong. */
export function AddressFields({
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
  const common = (field: 'name' | 'company' | 'vatNumber' | 'line1' | 'line2' | 'postcode' | 'city' | 'phone') => ({
    id: prefix + field,
    defaultValue: values[prefix + field] ?? address?.[field],
    error: errorOf(errors, prefix + field),
  })
  return (
    <>
      <Field {...common('name')} label={words.name} autoComplete={`${group} name`} required maxLength={100} />
      <details
        open={['company', 'vatNumber'].some(
          (field) => values[prefix + field] || address?.[field as 'company'] || errorOf(errors, prefix + field),
        )}
      >
        <summary className="link tap label">{words.forCompany}</summary>
        <div className="form mt-3">
          <Field {...common('company')} label={words.company} autoComplete={`${group} organization`} maxLength={100} />
          <Field {...common('vatNumber')} label={words.vatNumber} hint={words.vatNumberHint} autoComplete="off" maxLength={30} />
        </div>
      </details>
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

/** So many pickup points of a method stand open, the nearest; the others are one press away. */
const nearest = 4

interface Choice {
  readonly value: string
  readonly option: DeliveryOptions['items'][number]
  readonly place: NonNullable<DeliveryOptions['items'][number]['pickupPoints']>[number] | undefined
  readonly isFurther: boolean
}

function Way({ choice: { value, option, place }, isChosen }: { readonly choice: Choice; readonly isChosen: boolean }) {
  const locale = useLocale()
  const where = place && `${place.address.line1}, ${place.address.postcode} ${place.address.city}`
  return (
    <label className="opt row">
      <input type="radio" name="option" value={value} defaultChecked={isChosen} />
      <span>
        {place?.name ?? option.name}
        {where && <small>{where}</small>}
        <small>{[place && option.name, sentence(locale, arrival(locale, option))].filter(Boolean).join(' · ')}</small>
      </span>
      <span>{option.price.amountMinor === 0 ? cartWords[locale].free : formatMoney(locale, option.price)}</span>
    </label>
  )
}

/** How it may travel; every pickup point can be reached. */
export function OptionsForm({
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
    .flatMap((option): Choice[] => [
      { value: option.id, option, place: undefined, isFurther: false },
      ...(option.pickupPoints ?? []).map((point, n) => ({
        value: `${option.id}|${point.id}`,
        option,
        place: point,
        isFurther: n >= nearest,
      })),
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
          {options.items.map((option) => {
            const own = choices.filter((choice) => choice.option === option)
            const further = own.filter(({ isFurther }) => isFurther)
            return (
              <Fragment key={option.id}>
                {own.map((choice) => !choice.isFurther && <Way key={choice.value} choice={choice} isChosen={choice.value === first} />)}
                {further.length > 0 && (
                  <details open={further.some(({ value }) => value === first)}>
                    <summary className="link tap label">{words.morePoints(further.length, option.name)}</summary>
                    <div className="opts one mt-3">
                      {further.map((choice) => (
                        <Way key={choice.value} choice={choice} isChosen={choice.value === first} />
                      ))}
                    </div>
                  </details>
                )}
              </Fragment>
            )
          })}
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
