import { usePriceWords } from '../words/prices.ts'
import { useWords } from '../words/words.tsx'
import { CustomersField } from './customers-field.tsx'
import { Text } from './form-fields.tsx'
import { FormSection } from './form-section.tsx'
import { GoodsField } from './goods-field.tsx'
import { codesIn, listText } from './list-text.ts'
import { Check, MomentField, MoneyField, NumberField } from './number-fields.tsx'
import { PromotionEffect, type PromotionPartProps } from './promotion-effect.tsx'
import { TypedField } from './typed-field.tsx'
import { useCurrency } from '../session.ts'

/** Everything about a promotion, in the order a shopkeeper thinks of it. */
export function PromotionForm(props: PromotionPartProps) {
  const [words, own] = [useWords(), usePriceWords()]
  return (
    <div className="ostack">
      <FormSection title={words.basics} hint={own.nameHint}>
        <Basics {...props} />
      </FormSection>
      <FormSection title={own.gives} hint={own.givesHint}>
        <PromotionEffect {...props} />
      </FormSection>
      <FormSection title={own.conditions} hint={own.conditionsHint}>
        <Conditions {...props} />
      </FormSection>
      <FormSection title={own.limits} hint={own.limitsHint}>
        <Limits {...props} />
      </FormSection>
    </div>
  )
}

function Basics({ draft, onChange }: PromotionPartProps) {
  const [words, own] = [useWords(), usePriceWords()]
  const title = draft.title ?? { fr: '', en: '' }
  const needsTitle = !draft.code?.trim()
  return (
    <div className="frn">
      <div className="owide ofields">
        {!draft.needsCode && (
          <Text label={words.code} hint={own.codeHint} value={draft.code ?? ''} onChange={(code) => onChange({ ...draft, code })} />
        )}
        <Check
          label={own.needsCode}
          checked={draft.needsCode ?? false}
          onChange={(needsCode) => onChange({ ...draft, needsCode, code: needsCode ? undefined : draft.code })}
        />
      </div>
      <Text label={own.nameFr} value={title.fr} required={needsTitle} onChange={(fr) => onChange({ ...draft, title: { ...title, fr } })} />
      <Text label={own.nameEn} value={title.en} required={needsTitle} onChange={(en) => onChange({ ...draft, title: { ...title, en } })} />
    </div>
  )
}

function Conditions({ draft, onChange }: PromotionPartProps) {
  const currency = useCurrency()
  const [words, own] = [useWords(), usePriceWords()]
  const set = (part: Partial<typeof draft>) => onChange({ ...draft, ...part })
  return (
    <div className="frn">
      <GoodsField label={own.goods} empty={own.allGoods} value={draft.scope ?? {}} onChange={(scope) => set({ scope })} />
      <div className="owide">
        <Check
          label={own.excludesReduced}
          checked={draft.excludesReduced ?? false}
          onChange={(excludesReduced) => set({ excludesReduced })}
        />
      </div>
      <MoneyField label={words.minimum} value={draft.minimum} currency={currency} onChange={(minimum) => set({ minimum })} />
      <NumberField label={own.minimumPieces} value={draft.minimumPieces} min={1} onChange={(minimumPieces) => set({ minimumPieces })} />
      <TypedField
        label={own.countries}
        hint={own.countriesHint}
        text={listText(draft.countries)}
        rows={1}
        read={(typed) => codesIn(typed.toUpperCase(), /^[A-Z]{2}$/)}
        wrong={own.badCountries}
        onChange={(countries) => set({ countries })}
      />
      <TypedField
        label={own.groups}
        hint={own.groupsHint}
        text={listText(draft.groups)}
        rows={1}
        read={(typed) => codesIn(typed, /^[a-z0-9-]{1,40}$/)}
        wrong={own.badGroups}
        onChange={(groups) => set({ groups })}
      />
      <CustomersField value={draft.customerIds ?? []} onChange={(customerIds) => set({ customerIds })} />
    </div>
  )
}

function Limits({ draft, onChange }: PromotionPartProps) {
  const own = usePriceWords()
  const set = (part: Partial<typeof draft>) => onChange({ ...draft, ...part })
  return (
    <div className="frn">
      <MomentField label={own.starts} value={draft.startsAt} onChange={(startsAt) => set({ startsAt })} />
      <MomentField label={own.endsAt} value={draft.endsAt} onChange={(endsAt) => set({ endsAt })} />
      <NumberField label={own.limitTotal} value={draft.limitTotal} min={1} onChange={(limitTotal) => set({ limitTotal })} />
      <NumberField
        label={own.perCustomer}
        value={draft.limitPerCustomer}
        min={1}
        onChange={(limitPerCustomer) => set({ limitPerCustomer })}
      />
      <div className="owide">
        <Check label={own.alone} checked={draft.alone ?? false} onChange={(alone) => set({ alone })} />
      </div>
      <NumberField
        label={own.priority}
        hint={own.priorityHint}
        value={draft.priority}
        min={-1_000}
        max={1_000}
        onChange={(priority) => set({ priority })}
      />
    </div>
  )
}
