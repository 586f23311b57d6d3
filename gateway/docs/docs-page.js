// Draws openapi.json: one group per first word of the path, one line per operation. Text only ever becomes text, never markup.

const place = document.querySelector('#operations')
const find = document.querySelector('#find')

const element = (name, text = '', ...children) => {
  const made = document.createElement(name)
  made.textContent = text
  made.append(...children)
  return made
}

const facts = (pairs) => element('dl', '', ...pairs.flatMap(([name, value]) => [element('dt', name), element('dd', value)]))

const json = (title, value) => {
  const pre = element('pre', JSON.stringify(value, null, 2))
  return [element('h3', title), pre]
}

function detailsOf(operation, body) {
  const { parameters = [], requestBody, responses } = body
  const parts = [
    facts([
      ['Who may call it', body['x-policy']],
      ['Rate class', body['x-rate-class']],
      ['Deadline', `${body['x-deadline-ms']} ms`],
      ['GraphQL field', operation],
    ]),
    element('h3', 'Parameters'),
    facts(parameters.map((one) => [`${one.name} (${one.in})`, `${one.required ? 'required. ' : ''}${one.description ?? JSON.stringify(one.schema)}`])),
  ]
  if (requestBody) parts.push(...json('Body', Object.values(requestBody.content)[0].schema))
  parts.push(element('h3', 'Answers'), facts(Object.entries(responses).map(([status, { description }]) => [status, description])))
  const good = Object.entries(responses).find(([status]) => status < 300)?.[1].content
  const schema = good?.['application/json']?.schema
  if (schema) parts.push(...json('When all is well', schema))
  return element('div', '', ...parts)
}

function lineOf(method, path, body) {
  const summary = element('summary', '', element('b', method.toUpperCase()), element('code', path), element('span', body.summary))
  const line = element('details', '', summary)
  line.dataset.text = `${method} ${path} ${body.summary} ${body.operationId}`.toLowerCase()
  line.addEventListener('toggle', () => line.children.length === 1 && line.append(detailsOf(body.operationId, body)))
  return line
}

const { paths } = await (await fetch('openapi.json')).json()
const groups = new Map()
for (const [path, methods] of Object.entries(paths)) {
  for (const [method, body] of Object.entries(methods)) {
    const admin = path.startsWith('/v1/admin/')
    const name = admin ? `staff: ${path.split('/')[3]}` : body.tags[0]
    groups.set(name, [...(groups.get(name) ?? []), lineOf(method, path, body)])
  }
}
place.replaceChildren(...[...groups].map(([name, lines]) => element('section', '', element('h2', name), ...lines)))

find.addEventListener('input', () => {
  const words = find.value.toLowerCase().split(/\s+/).filter(Boolean)
  for (const line of place.querySelectorAll('details')) line.hidden = !words.every((word) => line.dataset.text.includes(word))
  for (const section of place.querySelectorAll('section')) section.hidden = !section.querySelector('details:not([hidden])')
})
