/** Marks a place between two steps where a test may end the process or break the call. The names are a type beside the steps they belong to. */
export type Failpoint = (name: string) => Promise<void>

const passed = Promise.resolve()
/** In production nothing happens anywhere. A purchase passes dozens of them: they share a promise. */
export const noFailpoints: Failpoint = () => passed
