export const restore = async (_args: string[]) => {}
