import { useMutation } from '@tanstack/react-query'
import type { KeptTryOnModel } from '@vitrine/gateway/schemas/try-on'
import { formatMm, formatNumber } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { ask, Refused } from '../api.ts'
import { useFrameWords } from '../words/frame.ts'
import { useWords } from '../words/words.tsx'

interface FrameModelFieldProps {
  readonly variantId: string
  /** The hash of the 3D file the variant has. */
  readonly value: string | undefined
  readonly onChange: (sha256: string | undefined) => void
}

/** A 3D file for one variant, drawn live in place of its numbers. It is held against the numbers as they were saved last. */
export function FrameModelField({ variantId, value, onChange }: FrameModelFieldProps) {
  const [office, words, locale] = [useWords(), useFrameWords(), useLocale()]
  const mm = (length: number) => formatMm(locale, Math.round(10 * length) / 10)
  const upload = useMutation({
    mutationFn: (file: File) => {
      const form = new FormData()
      form.set('variantId', variantId)
      form.set('file', file)
      return ask<KeptTryOnModel>('/v1/admin/try-on/models', { method: 'POST', form })
    },
    onSuccess: ({ sha256 }) => onChange(sha256),
  })
  const problem = upload.error instanceof Refused ? upload.error.problem : undefined
  const sizeOf = (of: object) => {
    const { frontWidthMm, frontHeightMm, depthMm } = of as Partial<KeptTryOnModel>
    return frontWidthMm === undefined ? '' : words.modelSize(mm(frontWidthMm), mm(frontHeightMm ?? 0), mm(depthMm ?? 0))
  }
  return (
    <div className="ostack">
      <p className="fine ink-3">{words.modelHint}</p>
      <div className="oact">
        <label className="ob">
          {value ? words.otherModel : words.addModel}
          <input
            className="sr"
            type="file"
            accept=".glb,model/gltf-binary"
            onChange={({ target }) => {
              const [file] = target.files ?? []
              if (file) upload.mutate(file)
              target.value = ''
            }}
          />
        </label>
        {value && (
          <button type="button" className="ob" onClick={() => onChange(undefined)}>
            {words.removeModel}
          </button>
        )}
      </div>
      <p role="status">
        {upload.isPending
          ? office.saving
          : upload.data && value === upload.data.sha256
            ? `${words.modelTaken(formatNumber(locale, upload.data.triangles))} ${sizeOf(upload.data)}`
            : value
              ? words.hasModel
              : ''}
      </p>
      {upload.error && (
        <p className="bad" role="alert">
          {problem ? `${problem.detail ?? problem.title} ${sizeOf(problem)}` : office.offline}
        </p>
      )}
    </div>
  )
}
