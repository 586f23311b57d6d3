import type { AdminProduct } from '@vitrine/gateway/schemas/admin-products'
import { useFrameWords } from '../words/frame.ts'
import { useWords } from '../words/words.tsx'
import { AttributesField } from './attributes-field.tsx'
import { CategoriesField } from './categories-field.tsx'
import { Area, Choice, Text } from './form-fields.tsx'
import { FormSection } from './form-section.tsx'
import { FrameEditor } from './frame-editor.tsx'
import { PicturesField } from './pictures-field.tsx'
import type { ProductFormProps } from './product-form-props.ts'
import { slugOf } from './slug-of.ts'
import { VariantsSheet } from './variants-sheet.tsx'

/** Everything about a product, in sections, both languages side by side. */
export function ProductForm(props: ProductFormProps) {
  const { draft, onChange, isNew } = props
  const [words, frameWords] = [useWords(), useFrameWords()]
  /** The address follows the name until somebody types another, or it is in use. */
  const isAddressFree = isNew && draft.slug === slugOf(draft.name.fr)
  const set = (part: Partial<AdminProduct>) => onChange({ ...draft, ...part })
  return (
    <div className="ostack">
      <FormSection title={words.basics} hint={words.basicsHint}>
        <div className="frn">
          {(['name', 'summary'] as const).map((field) =>
            (['fr', 'en'] as const).map((language) => (
              <Text
                key={`${field} ${language}`}
                label={`${words[field]}, ${language === 'fr' ? words.inFrench : words.inEnglish}`}
                value={draft[field][language]}
                required={language === 'fr' && field === 'name'}
                onChange={(text) =>
                  set({
                    [field]: { ...draft[field], [language]: text },
                    ...(field === 'name' && language === 'fr' && isAddressFree && { slug: slugOf(text) }),
                  })
                }
              />
            )),
          )}
          {(['fr', 'en'] as const).map((language) => (
            <Area
              key={language}
              label={`${words.description}, ${language === 'fr' ? words.inFrench : words.inEnglish}`}
              value={draft.description[language]}
              onChange={(text) => set({ description: { ...draft.description, [language]: text } })}
            />
          ))}
          <Text label={words.brand} value={draft.brand} onChange={(brand) => set({ brand })} />
          <Text label={words.slug} value={draft.slug} required onChange={(slug) => set({ slug })} />
          <Choice label={words.kind} value={draft.kind} options={words.kinds} disabled={!isNew} onChange={(kind) => set({ kind })} />
          <Choice label={words.status} value={draft.status} options={words.productStatus} onChange={(status) => set({ status })} />
          <CategoriesField value={draft.categoryIds} onChange={(categoryIds) => set({ categoryIds })} />
        </div>
      </FormSection>
      <FormSection title={words.pictures} hint={words.picturesHint}>
        <PicturesField {...props} />
      </FormSection>
      <FormSection title={words.variants} hint={words.variantsHint}>
        <VariantsSheet kind={draft.kind} variants={draft.variants} isSaved={!isNew} onChange={(variants) => set({ variants })} />
      </FormSection>
      <FormSection title={words.attributes} hint={words.attributesHint}>
        <AttributesField key={draft.kind} kind={draft.kind} value={draft.attributes} onChange={(attributes) => set({ attributes })} />
      </FormSection>
      {draft.kind === 'eyewear' && (
        <FormSection title={frameWords.title} hint={frameWords.hint}>
          <FrameEditor draft={draft} onChange={set} />
        </FormSection>
      )}
    </div>
  )
}
