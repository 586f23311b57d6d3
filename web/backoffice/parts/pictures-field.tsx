import { useMutation } from '@tanstack/react-query'
import type { Uploaded } from '@vitrine/gateway/schemas/admin'
import { ask, Refused } from '../api.ts'
import { useWords } from '../words/words.tsx'
import { Text } from './form-fields.tsx'
import type { ProductFormProps } from './product-form-props.ts'

/** The pictures of a product, each with what a buyer sees on it in both languages. */
export function PicturesField({ draft, onChange, pictures, onPictures }: ProductFormProps) {
  const words = useWords()
  const upload = useMutation({
    mutationFn: (file: File) => {
      const form = new FormData()
      form.set('purpose', 'product')
      form.set('file', file)
      return ask<Uploaded>('/v1/media', { method: 'POST', form })
    },
    onSuccess: ({ sha256, width, height, picture }) => {
      onChange({ ...draft, images: [...draft.images, { sha256, width, height, alt: { fr: '', en: '' } }] })
      onPictures([...pictures, picture.url])
    },
  })
  const setAlt = (index: number, language: 'fr' | 'en', alt: string) =>
    onChange({
      ...draft,
      images: draft.images.map((image, n) => (n === index ? { ...image, alt: { ...image.alt, [language]: alt } } : image)),
    })
  const remove = (index: number) => {
    onChange({ ...draft, images: draft.images.filter((_, n) => n !== index) })
    onPictures(pictures.filter((_, n) => n !== index))
  }
  return (
    <>
      <ul className="omedia">
        {draft.images.map((image, index) => (
          <li key={image.sha256}>
            <img className="plate" src={pictures[index]} alt={image.alt.fr} width={image.width} height={image.height} loading="lazy" />
            <Text label={`${words.altText}, ${words.inFrench}`} value={image.alt.fr} onChange={(alt) => setAlt(index, 'fr', alt)} />
            <Text label={`${words.altText}, ${words.inEnglish}`} value={image.alt.en} onChange={(alt) => setAlt(index, 'en', alt)} />
            <button className="ob" type="button" onClick={() => remove(index)}>
              {words.removePicture}
            </button>
          </li>
        ))}
      </ul>
      <label className="ob">
        {words.addPicture}
        <input
          className="sr"
          type="file"
          accept="image/jpeg,image/png,image/webp"
          onChange={({ target }) => {
            const [file] = target.files ?? []
            if (file) upload.mutate(file)
            target.value = ''
          }}
        />
      </label>
      <p role="status">{upload.isPending ? words.saving : ''}</p>
      {upload.error && (
        <p className="bad" role="alert">
          {upload.error instanceof Refused ? (upload.error.problem.detail ?? upload.error.problem.title) : words.offline}
        </p>
      )}
    </>
  )
}
