import type { Files } from '@vitrine/platform/files/files'
import type { PictureFiles } from '../application/accept-picture.ts'

/** Masters and sizes by the hash of the master, in a folder or in S3. */
export function pictureFiles(files: Files): PictureFiles {
  const folder = (sha256: string) => `media/${sha256.slice(0, 2)}/${sha256}/`
  const master = (sha256: string) => `${folder(sha256)}master.webp`
  return {
    async putMaster(sha256, bytes) {
      if (!(await files.has(master(sha256)))) await files.put(master(sha256), bytes)
    },
    getMaster: (sha256) => files.get(master(sha256)),
    putSize: (sha256, name, bytes) => files.put(`${folder(sha256)}${name}`, bytes),
    getSize: (sha256, name) => files.get(`${folder(sha256)}${name}`),
    async removeAll(sha256) {
      for (const key of await files.list(folder(sha256))) await files.remove(key)
    },
  }
}
