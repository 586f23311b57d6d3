// Asks /graphql by hand and writes a field's query for it. Text only ever becomes text, never markup.

const form = document.querySelector('#ask')
const query = document.querySelector('#query')
const answer = document.querySelector('#answer')
const place = document.querySelector('#operations')
const find = document.querySelector('#find')

const ask = async (body, headers = {}) => {
  const sent = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }
  return (await fetch('../graphql', sent)).json()
}

const introspection = `{ __schema { queryType { name } mutationType { name } types { kind name
  fields { name description args { name type { ...t } } type { ...t } } } } }
  fragment t on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }`

const bare = (type) => (type.ofType ? bare(type.ofType) : type)
const spell = (type) => (type.kind === 'NON_NULL' ? `${spell(type.ofType)}!` : type.kind === 'LIST' ? `[${spell(type.ofType)}]` : type.name)

/** The fields of a type that need no more words, and those inside its objects, three deep. */
function selection(types, type, depth = 0) {
  const { fields } = types.get(bare(type).name) ?? {}
  if (!fields) return ''
  const lines = fields.flatMap((field) => {
    const isObject = types.get(bare(field.type).name)?.fields
    if (field.args.length > 0 || (isObject && depth > 1)) return []
    return [`${'  '.repeat(depth + 2)}${field.name}${isObject ? selection(types, field.type, depth + 1) : ''}`]
  })
  return ` {\n${lines.join('\n')}\n${'  '.repeat(depth + 1)}}`
}

function queryOf(types, kind, { name, args, type }) {
  const needed = args.filter((one) => one.type.kind === 'NON_NULL')
  const heads = needed.map((one) => `$${one.name}: ${spell(one.type)}`).join(', ')
  const given = needed.map((one) => `${one.name}: $${one.name}`).join(', ')
  return `${kind}${heads && ` (${heads})`} {\n  ${name}${given && `(${given})`}${selection(types, type)}\n}`
}

function buttonOf(types, kind, field) {
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = `${field.name}: ${spell(field.type)}`
  button.title = field.description ?? ''
  button.addEventListener('click', () => {
    query.value = queryOf(types, kind, field)
    const needed = field.args.filter((one) => one.type.kind === 'NON_NULL').map((one) => [one.name, ''])
    form.elements.variables.value = JSON.stringify(Object.fromEntries(needed), null, 2)
    query.focus()
  })
  return button
}

async function run() {
  answer.textContent = '…'
  try {
    const variables = JSON.parse(form.elements.variables.value || '{}')
    const said = await ask({ query: query.value, variables }, JSON.parse(form.elements.headers.value || '{}'))
    answer.textContent = JSON.stringify(said, null, 2)
  } catch (error) {
    answer.textContent = String(error)
  }
}

form.addEventListener('submit', (event) => {
  event.preventDefault()
  void run()
})
form.addEventListener('keydown', (event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && form.requestSubmit())

const { data } = await ask({ query: introspection })
const types = new Map(data.__schema.types.map((type) => [type.name, type]))
place.replaceChildren(
  ...['query', 'mutation'].map((kind) => {
    const section = document.createElement('section')
    const title = document.createElement('h2')
    title.textContent = kind
    const fields = types.get(data.__schema[`${kind}Type`].name).fields
    section.append(title, ...fields.map((field) => buttonOf(types, kind, field)))
    return section
  }),
)
find.addEventListener('input', () => {
  for (const button of place.querySelectorAll('button')) button.hidden = !button.textContent.toLowerCase().includes(find.value.toLowerCase())
})
