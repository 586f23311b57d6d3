import { create, type MessageInitShape, toJson } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import type { ConfigurationSchema } from '@vitrine/contracts/optics/v1'
import {
  CorrectionAskedSchema,
  LabJobMovedSchema,
  LensesRefusedSchema,
  LensesVerifiedSchema,
  SheetCorrectedSchema,
} from '@vitrine/contracts/optics/v1/events'
import type { LensTellings } from '../application/tell-lenses.ts'
import { movesOf } from '../domain/lab.ts'
import { type Configuration, partsOf } from '../domain/configuration.ts'

/** A configuration in the words of the contract. */
export function configurationMessage(configuration: Configuration): MessageInitShape<typeof ConfigurationSchema> {
  const {
    id,
    variantId,
    frameName,
    lens,
    leadDays,
    toPrescription,
    state,
    orderId,
    orderNumber,
    labState,
    createdAt,
    orderedAt,
    steps,
    hasScan,
    version,
    isToRead: toRead = false,
    verifiedBy = '',
    remakes = [],
  } = configuration
  return {
    ...{
      id,
      variantId,
      frameName,
      leadDays,
      toPrescription,
      state,
      orderId,
      orderNumber,
      labState,
      lensUse: lens.use,
      labMoves: [...movesOf(labState)],
      hasScan,
      version,
      ...{ toRead, verifiedBy },
    },
    parts: partsOf(configuration).map((part) => ({ ...part, name: { ...part.name } })),
    reason: reasonOf(configuration),
    createdAt: timestampFromDate(createdAt),
    ...(orderedAt && { orderedAt: timestampFromDate(orderedAt) }),
    steps: steps.map(({ at, ...step }) => ({ ...step, at: timestampFromDate(new Date(at)) })),
    remakes: remakes.map(({ at, id: _, ...remake }) => ({ ...remake, at: timestampFromDate(new Date(at)) })),
  }
}

/** What an optician asked or refused for. Of glasses that went with their order it is still why: that they were refused ended it. */
function reasonOf({ state, steps }: Configuration): string {
  const last = steps.findLast(({ what }) => state !== 'dropped' || what !== 'dropped')
  const isWhy = state === 'asked' || last?.what === 'refused'
  return isWhy ? (last?.reason ?? '') : ''
}

const factsOf = ({ orderId, id: configurationId }: Configuration, at: Date) => ({ orderId, configurationId, at: timestampFromDate(at) })

/** What optics tells, as the contract spells it. */
export const lensTellings: LensTellings = {
  verified: (one, at) => ({
    type: LensesVerifiedSchema.typeName,
    body: toJson(LensesVerifiedSchema, create(LensesVerifiedSchema, { ...factsOf(one, at), leadDays: one.leadDays })),
  }),
  asked: (one, at, reason) => ({
    type: CorrectionAskedSchema.typeName,
    body: toJson(CorrectionAskedSchema, create(CorrectionAskedSchema, { ...factsOf(one, at), reason })),
  }),
  refused: (one, at, reason) => ({
    type: LensesRefusedSchema.typeName,
    body: toJson(LensesRefusedSchema, create(LensesRefusedSchema, { ...factsOf(one, at), reason })),
  }),
  corrected: (one, at) => ({
    type: SheetCorrectedSchema.typeName,
    body: toJson(SheetCorrectedSchema, create(SheetCorrectedSchema, factsOf(one, at))),
  }),
  labMoved: (one, at, what) => ({
    type: LabJobMovedSchema.typeName,
    body: toJson(LabJobMovedSchema, create(LabJobMovedSchema, { ...factsOf(one, at), state: what ?? one.labState })),
  }),
}
