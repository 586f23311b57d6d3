/** `FR, BE` of a list of codes. */
export const listText = (codes: readonly string[] = []): string => codes.join(', ')

/** The codes of what was typed, each once; undefined when one is none. */
export function codesIn(typed: string, code: RegExp): string[] | undefined {
  const codes = typed
    .split(/[,;\s]+/)
    .map((one) => one.trim())
    .filter(Boolean)
  return codes.every((one) => code.test(one)) ? [...new Set(codes)] : undefined
}
