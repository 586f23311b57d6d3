import type { Files } from '@vitrine/platform/files/files'
import { derivedKey, seal, unseal } from '@vitrine/platform/sealing/seal'
import type { SharedFaces } from '../application/share-store.ts'

const folderOf = (idHash: string): string => `tryon/shares/${idHash}/`
const keyOf = (shareId: string): Buffer => derivedKey(shareId, 'vitrine faces of shares')

/** Files of ciphertext, whose key is made of the link: 128 random bits that are kept nowhere. `random` draws that many bytes nobody can guess. */
export const sealedFaces = (files: Files, random: (bytes: number) => Buffer): SharedFaces => ({
  async put(shareId, idHash, jpegs) {
    for (const [n, jpeg] of jpegs.entries())
      await files.put(`${folderOf(idHash)}${n}`, seal(keyOf(shareId), `${idHash} ${n}`, Buffer.from(jpeg), random))
  },

  async get(shareId, idHash, count) {
    const opened: Uint8Array[] = []
    for (let n = 0; n < count; n++) {
      const sealed = await files.get(`${folderOf(idHash)}${n}`)
      if (!sealed) return undefined
      opened.push(unseal(keyOf(shareId), `${idHash} ${n}`, sealed))
    }
    return opened
  },

  async remove(idHash) {
    for (const key of await files.list(folderOf(idHash))) await files.remove(key)
  },
})
