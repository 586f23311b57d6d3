/** A line for the person at the terminal; standard output is theirs, logs go to standard error. */
export const say = (line: string) => void process.stdout.write(`${line}\n`)
