import { Field } from '@vitrine/ui/components/field'

interface WearerFieldProps {
  readonly label: string
  readonly hint?: string
  readonly value: string
  readonly error?: string | undefined
  /** Of the prescriptions that are kept in the account: to choose from, and a new one can be typed (OPT-9). */
  readonly known: readonly { readonly wearer: string }[]
}

/** Who will wear the glasses. */
export function WearerField({ label, hint, value, error, known }: WearerFieldProps) {
  const names = [...new Set(known.map(({ wearer }) => wearer))]
  return (
    <>
      <Field
        id="wearer"
        label={label}
        hint={hint}
        span="c3"
        maxLength={100}
        autoComplete="off"
        list={names.length > 0 ? 'wearers' : undefined}
        defaultValue={value}
        error={error}
      />
      {names.length > 0 && (
        <datalist id="wearers">
          {names.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      )}
    </>
  )
}
