import { z } from 'zod'

/** An answer that is a file, of one of these media types. Its headers are the handler's. */
export const fileOf = (...mediaTypes: readonly string[]) =>
  z.custom<Uint8Array>((value) => value instanceof Uint8Array).meta({ mediaTypes })

/** Those of an answer that is a file. */
export const mediaTypesOf = (output: z.ZodType): readonly string[] | undefined =>
  output.meta()?.['mediaTypes'] as readonly string[] | undefined // written above alone
