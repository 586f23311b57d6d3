import { create, type MessageInitShape, toJson } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import type { ParcelSchema } from '@vitrine/contracts/delivery/v1'
import { ParcelMadeSchema } from '@vitrine/contracts/delivery/v1/events'
import type { Parcel } from '../domain/parcel.ts'

/** A parcel in the words of the contract. */
export const parcelMessage = ({ lines, scans, createdAt, address, ...parcel }: Parcel): MessageInitShape<typeof ParcelSchema> => ({
  ...parcel,
  lines: [...lines],
  scans: scans.map(({ at, ...scan }) => ({ ...scan, at: timestampFromDate(new Date(at)) })),
  createdAt: timestampFromDate(new Date(createdAt)),
  address: { ...address },
})

/** The body of the event `ParcelMade`. */
export const parcelMadeBody = (parcel: Parcel): unknown =>
  toJson(ParcelMadeSchema, create(ParcelMadeSchema, { parcel: parcelMessage(parcel) }))
