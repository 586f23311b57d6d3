import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { Button } from './button.tsx'
import { Field } from './field.tsx'

test('a button that cannot be used stays, and says why in words', () => {
  const html = renderToStaticMarkup(<Button reason="XL is sold out.">Add</Button>)
  const [, id] = /aria-describedby="([^"]+)"/.exec(html) ?? []
  expect(html).toContain('aria-disabled="true"')
  expect(html).not.toContain(' disabled=""')
  expect(html).toContain(`id="${id}">XL is sold out.`)
})

test('a busy button keeps its focus and says what it does', () => {
  const html = renderToStaticMarkup(<Button busy="Adding…">Add</Button>)
  expect(html).toContain('aria-disabled="true"')
  expect(html).toContain('Adding…')
})

test('a field is described by its hint and its error', () => {
  const html = renderToStaticMarkup(<Field id="email" label="E-mail" hint="For the mail." error="Enter it." />)
  expect(html).toContain('<label for="email">E-mail</label>')
  expect(html).toContain('aria-describedby="email-hint email-error"')
  expect(html).toContain('aria-invalid="true"')
})
