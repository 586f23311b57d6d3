export const backup = async (_args: string[]) => {}
