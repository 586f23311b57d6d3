/** Marks a place between two steps where a test may end the process or break the call. The names are a type beside the steps they belong to. */
export type Failpoint = (name: string) => Promise<void>

/** In production nothing happens anywhere. */
export const noFailpoints: Failpoint = async () => {}
