export const seed = async (_args: string[]) => {}
