import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import type { ServiceImpl } from '@connectrpc/connect'
import type { KeptMeasures as Message, KeptMeasuresService } from '@vitrine/contracts/tryon/v1/kept-measures'
import { findMeasures, keepMeasures, type KeepMeasuresNeeds, type KeptMeasures } from '../application/keep-measures.ts'
import { type PersonMeasures, pdMethods } from '../domain/kept-measures.ts'

export const keptMeasuresRpc = (needs: KeepMeasuresNeeds): ServiceImpl<typeof KeptMeasuresService> => ({
  getMeasures: async ({ accountId }) => ({ measures: messageOf(await findMeasures(needs, accountId)) }),

  async putMeasures({ accountId, measures }) {
    if (!measures) throw new RangeError('measures: are missing')
    return { measures: messageOf(await keepMeasures(needs, accountId, measuresOf(measures))) }
  },

  async removeMeasures({ accountId }) {
    await needs.measures.remove(accountId)
    return {}
  },
})

function measuresOf({ pd, pair, faceWidthMm }: Message): PersonMeasures {
  const method = pdMethods.find((one) => one === pd?.method)
  if (pd && !method) throw new RangeError(`pd.method: is ${JSON.stringify(pd.method)}, none of ${pdMethods.join(', ')}`)
  return {
    ...(pd && method && { pd: { mm: pd.mm, errorMm: pd.errorMm, method } }),
    ...(pair && { pair: { lensWidthMm: pair.lensWidthMm, bridgeMm: pair.bridgeMm, templeMm: pair.templeMm } }),
    ...(faceWidthMm !== undefined && { faceWidthMm }),
  }
}

const messageOf = ({ measures: { pd, pair, faceWidthMm }, keptAt, eraseAt }: KeptMeasures) => ({
  ...(pd && { pd }),
  ...(pair && { pair }),
  ...(faceWidthMm !== undefined && { faceWidthMm }),
  keptAt: timestampFromDate(keptAt),
  eraseAt: timestampFromDate(eraseAt),
})
