interface TicksProps<Value extends string> {
  readonly label: string
  readonly options: readonly (readonly [value: Value, text: string])[]
  readonly chosen: readonly Value[]
  readonly onChange: (chosen: Value[]) => void
}

/** Some of a few, in the order they are listed. */
export const Ticks = <Value extends string>({ label, options, chosen, onChange }: TicksProps<Value>) => (
  <fieldset className="oshelves owide">
    <legend>{label}</legend>
    {options.map(([value, text]) => (
      <label key={value}>
        <input
          type="checkbox"
          checked={chosen.includes(value)}
          onChange={({ target }) =>
            onChange(options.map(([one]) => one).filter((one) => (one === value ? target.checked : chosen.includes(one))))
          }
        />
        {text}
      </label>
    ))}
  </fieldset>
)
