import { GatewayProblem } from '@vitrine/gateway/client'
import { ErrorSummary } from '@vitrine/ui/components/error-summary'
import { LocaleContext } from '@vitrine/ui/locale'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { sheetErrors } from './sheet-form.ts'
import { lensWords } from './words/lenses.ts'

test.each(['fr', 'en'] as const)(
  'above the form a value that is missing is named with its eye, beside its field it is not, in %s',
  (locale) => {
    const words = lensWords[locale]
    const errors = ['prescription.right.sph', 'prescription.left.sph', 'prescription.pdFar', 'prescription.elsewhere'].map((path) => {
      return { path, code: 'missing', message: 'missing' }
    })
    const fault = new GatewayProblem({ type: '', title: '', status: 400, code: 'bad-input', errors } as never)
    const wrong = sheetErrors(fault, words)!
    const named = (eye: 'right' | 'left') => words.fieldWrong(words.fieldOf(words.fields.sph, words.eyes[eye]), 'missing')
    expect(wrong).toEqual([
      { field: 'right.sph', text: 'missing', named: named('right') },
      { field: 'left.sph', text: 'missing', named: named('left') },
      { field: 'pdFar', text: 'missing' },
      { text: 'missing' },
    ])
    const html = renderToStaticMarkup(
      <LocaleContext value={locale}>
        <ErrorSummary errors={wrong} />
      </LocaleContext>,
    )
    expect(html).toContain(`<a href="#right.sph">${named('right')}</a>`)
    expect(html).toContain('<a href="#pdFar">missing</a>')
  },
)
