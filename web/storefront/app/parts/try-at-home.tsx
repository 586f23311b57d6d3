import { Button } from '@vitrine/ui/components/button'
import { pathIn, useLocale } from '@vitrine/ui/locale'
import { Form } from 'react-router'
import { homeTrialWords } from '../words/home-trial.ts'

/** Puts the chosen frame on the list of those to be tried at home. */
export function TryAtHome({ slug, variantId }: { readonly slug: string; readonly variantId: string }) {
  const locale = useLocale()
  const words = homeTrialWords[locale]
  return (
    <Form method="post" action={pathIn(locale, '/home-trial')}>
      <input type="hidden" name="intent" value="add" />
      <input type="hidden" name="frame" value={`${slug}~${variantId}`} />
      <Button type="submit" look="line" wide>
        {words.choose}
      </Button>
      <p className="fine ink-3 mt-2">{words.chooseHint}</p>
    </Form>
  )
}
