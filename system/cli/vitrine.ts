import { CommandFault, explain } from '../explain.ts'
import { nearest } from './nearest.ts'

interface Verb {
  readonly about: string
  readonly run: (args: string[]) => Promise<void>
}

/** Each is loaded when it is asked for: `verify` has no use for a web server. */
const verbs: Readonly<Record<string, Verb>> = {
  start: { about: 'opens the shop; --only a,b runs some of its services', run: async (args) => (await import('./start.ts')).start(args) },
  'spread-out': {
    about: 'opens the shop with each service in a process of its own; --offset N moves all ports',
    run: async (args) => (await import('./spread-out.ts')).spreadOut(args),
  },
  migrate: { about: 'brings the database up to date', run: async (args) => (await import('./migrate.ts')).migrate(args) },
  seed: { about: 'loads the demo shop', run: async (args) => (await import('./seed.ts')).seed(args) },
  doctor: {
    about: 'says what would keep the shop from opening, and where stock drifts; --repair --yes puts that right',
    run: async (args) => (await import('./doctor.ts')).doctor(args),
  },
  verify: { about: 'proves every invariant of the shop, read-only', run: async (args) => (await import('./verify.ts')).verify(args) },
  import: {
    about: 'puts the products of a .csv or .ndjson file into the shop; --dry-run, --all-or-nothing',
    run: async (args) => (await import('./import.ts')).importFile(args),
  },
  export: {
    about: 'writes every product into such a file; of an empty shop, the columns to fill',
    run: async (args) => (await import('./export.ts')).exportFile(args),
  },
  backup: { about: 'writes everything the shop keeps into one file', run: async (args) => (await import('./backup.ts')).backup(args) },
  restore: { about: 'makes a shop from such a file, in an empty place', run: async (args) => (await import('./restore.ts')).restore(args) },
  staff: {
    about: 'staff add --email … --role owner: password on standard input',
    run: async (args) => (await import('./staff.ts')).staff(args),
  },
}

const help = `vitrine <verb>\n${Object.entries(verbs)
  .map(([name, { about }]) => `  ${name.padEnd(11)}${about}`)
  .join('\n')}`

async function main([name = 'start', ...args]: string[]): Promise<void> {
  if (name === 'help' || name === '--help' || name === '-h') return void process.stdout.write(`${help}\n`)
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined
  if (!verb) throw new CommandFault(`there is no verb "${name}"; did you mean "${nearest(name, Object.keys(verbs))}"?\n${help}`, 2)
  await verb.run(args)
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  const known = explain(error)
  const isUsage = String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS')
  const stack = error instanceof Error ? error.stack : String(error)
  process.stderr.write(`${known ?? (isUsage ? (error as Error).message : stack)}\n`)
  process.exitCode = isUsage ? 2 : error instanceof CommandFault ? error.exitStatus : 1
}
