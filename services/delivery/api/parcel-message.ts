import type { MessageInitShape } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import type { ParcelSchema } from '@vitrine/contracts/delivery/v1'
import type { Parcel } from '../domain/parcel.ts'

/** A parcel in the words of the contract. */
export const parcelMessage = ({ lines, scans, createdAt, address, ...parcel }: Parcel): MessageInitShape<typeof ParcelSchema> => ({
  ...parcel,
  lines: [...lines],
  scans: scans.map(({ at, ...scan }) => ({ ...scan, at: timestampFromDate(new Date(at)) })),
  createdAt: timestampFromDate(new Date(createdAt)),
  address: { ...address },
})

/** The body of the event `ParcelMade`, as a parcel is here: its names are those of the contract, and a test holds them against it. */
export const parcelMadeBody = (parcel: Parcel): { readonly parcel: Parcel } => ({ parcel })
