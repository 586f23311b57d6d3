import { Field } from '@vitrine/ui/components/field'
import { useId, useState } from 'react'
import { useGroupWords } from '../words/groups.ts'

interface GroupCodeFormProps {
  readonly button: string
  readonly known?: readonly string[]
  readonly onCode: (code: string) => void
}

/** A group by its code, of those there are or a new one. */
export function GroupCodeForm({ button, known = [], onCode }: GroupCodeFormProps) {
  const [words, id] = [useGroupWords(), useId()]
  const [isBad, setBad] = useState(false)
  return (
    <form
      className="oform"
      onSubmit={(event) => {
        event.preventDefault()
        const form = event.currentTarget
        const code = String(new FormData(form).get('group') ?? '').trim()
        const isCode = /^[a-z0-9-]{1,40}$/.test(code)
        setBad(!isCode)
        if (!isCode) return
        form.reset()
        onCode(code)
      }}
    >
      <Field
        id={`${id}-group`}
        name="group"
        label={words.code}
        hint={words.openHint}
        error={isBad ? words.badCode : undefined}
        list={`${id}-known`}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
      />
      <datalist id={`${id}-known`}>
        {known.map((code) => (
          <option key={code} value={code} />
        ))}
      </datalist>
      <button className="ob" type="submit">
        {button}
      </button>
    </form>
  )
}
