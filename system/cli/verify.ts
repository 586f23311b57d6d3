export const verify = async (_args: string[]) => {}
