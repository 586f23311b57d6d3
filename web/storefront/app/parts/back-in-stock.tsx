import { Button } from '@vitrine/ui/components/button'
import { Field } from '@vitrine/ui/components/field'
import { Note } from '@vitrine/ui/components/note'
import { useLocale } from '@vitrine/ui/locale'
import { useActionData, useFetcher } from 'react-router'
import type { WishAnswer } from '../back-in-stock.ts'
import { backInStockWords } from '../words/back-in-stock.ts'

interface BackInStockProps {
  readonly variantId: string
  /** Of the variant, as it is said to the reader. */
  readonly name: string
}

/** An address left on a sold-out variant. Without scripts the page comes back with the answer; with them the answer comes to the form. */
export function BackInStock({ variantId, name }: BackInStockProps) {
  const words = backInStockWords[useLocale()]
  const fetcher = useFetcher<WishAnswer>()
  const posted = useActionData<WishAnswer>()
  const answer = [fetcher.data, posted].find((one) => one?.variantId === variantId)
  const refusal = answer?.outcome === 'refused' ? answer : undefined
  return (
    <section aria-labelledby="back-in-stock">
      <h2 className="label" id="back-in-stock">
        {words.title}
      </h2>
      <fetcher.Form method="post" noValidate className="grid gap-3">
        <input type="hidden" name="variant" value={variantId} />
        <Field
          id="back-in-stock-email"
          name="email"
          label={words.email}
          hint={words.consent}
          error={refusal?.error}
          type="email"
          autoComplete="email"
          defaultValue={refusal?.email}
          required
        />
        <Button type="submit" look="line" wide busy={fetcher.state === 'idle' ? undefined : words.sending}>
          {words.send}
        </Button>
      </fetcher.Form>
      <div aria-live="polite">
        {answer?.outcome === 'kept' && <Note look="good">{words.kept(name)}</Note>}
        {refusal?.code && !refusal.error && <Note look="bad">{refusalIn(words, refusal.code)}</Note>}
      </div>
    </section>
  )
}

function refusalIn(words: (typeof backInStockWords)['fr'], code: string): string {
  if (code === 'in-stock') return words.isThere
  return code === 'too-many-requests' ? words.tooMany : words.failed
}
