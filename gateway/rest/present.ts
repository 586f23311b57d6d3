/** Without the fields that are not set: messages have none that are undefined. */
export function present<T extends object>(fields: T): { [Field in keyof T]: Exclude<T[Field], undefined> } {
  const set = Object.entries(fields).filter(([, value]) => value !== undefined)
  return Object.fromEntries(set) as { [Field in keyof T]: Exclude<T[Field], undefined> } // what is left is set
}
