import { useDeliveryWords } from '../words/delivery.ts'
import { DeliveryRates } from './delivery-rates.tsx'
import type { DeliveryDraft } from './delivery-draft.ts'
import { Choice, Text } from './form-fields.tsx'
import { FormSection } from './form-section.tsx'
import { Check, NumberField } from './number-fields.tsx'
import { newKey } from '../api.ts'

export interface DeliveryFormProps {
  readonly draft: DeliveryDraft
  readonly onChange: (draft: DeliveryDraft) => void
}

/** What shoppers read of a method, what it carries, and what it costs where. */
export function DeliveryForm({ draft, onChange }: DeliveryFormProps) {
  const own = useDeliveryWords()
  const { name } = draft
  const set = (part: Partial<DeliveryDraft>) => onChange({ ...draft, ...part })
  return (
    <div className="ostack">
      <FormSection title={own.basics} hint={own.basicsHint}>
        <div className="frn">
          <Text label={own.nameFr} value={name.fr} required onChange={(fr) => set({ name: { ...name, fr } })} />
          <Text label={own.nameEn} value={name.en} required onChange={(en) => set({ name: { ...name, en } })} />
          <Choice label={own.kind} value={draft.kind} options={own.kinds} onChange={(kind) => set({ kind })} />
          <Text label={own.carrier} value={draft.carrier} required onChange={(carrier) => set({ carrier })} />
          <Text
            label={own.trackingUrl}
            hint={own.trackingUrlHint}
            value={draft.trackingUrlTemplate}
            onChange={(trackingUrlTemplate) => set({ trackingUrlTemplate })}
          />
          <NumberField label={own.daysMin} value={draft.daysMin} min={0} max={60} required onChange={(daysMin) => set({ daysMin })} />
          <NumberField label={own.daysMax} value={draft.daysMax} min={0} max={60} required onChange={(daysMax) => set({ daysMax })} />
          <div className="of owide">
            <Check label={own.inUseLabel} checked={draft.inUse} onChange={(inUse) => set({ inUse })} />
            <p className="fine ink-3">{own.useHint}</p>
          </div>
        </div>
      </FormSection>
      <FormSection title={own.rates} hint={own.ratesHint}>
        <DeliveryRates rates={draft.rates} onChange={(rates) => set({ rates })} />
      </FormSection>
      <FormSection title={own.limits} hint={own.limitsHint}>
        <div className="frn">
          <NumberField
            label={own.maxWeight}
            value={draft.maxWeightG === undefined ? undefined : draft.maxWeightG / 1_000}
            min={0.001}
            max={1_000}
            step="any"
            required
            onChange={(kg) => set({ maxWeightG: kg === undefined ? undefined : Math.round(kg * 1_000) })}
          />
          <Check
            label={own.dangerous}
            checked={draft.takesDangerousGoods}
            onChange={(takesDangerousGoods) => set({ takesDangerousGoods })}
          />
        </div>
      </FormSection>
      {(draft.kind === 'pickup' || draft.pickupPoints.length > 0) && (
        <FormSection title={own.points} hint={own.pointsHint}>
          <PickupPoints draft={draft} onChange={onChange} />
        </FormSection>
      )}
    </div>
  )
}

type Point = DeliveryDraft['pickupPoints'][number]

function PickupPoints({ draft, onChange }: DeliveryFormProps) {
  const own = useDeliveryWords()
  const put = (pickupPoints: Point[]) => onChange({ ...draft, pickupPoints })
  const set = (id: string, part: Partial<Point>) => put(draft.pickupPoints.map((one) => (one.id === id ? { ...one, ...part } : one)))
  return (
    <>
      {draft.pickupPoints.map(({ id, name, line1, postcode, city }, at) => (
        <div key={id} className="opart" role="group" aria-label={own.pointOf(at + 1)}>
          <Text label={own.pointName} value={name} required onChange={(next) => set(id, { name: next })} />
          <Text label={own.line1} value={line1} required onChange={(next) => set(id, { line1: next })} />
          <Text label={own.postcode} value={postcode} required onChange={(next) => set(id, { postcode: next })} />
          <Text label={own.city} value={city} required onChange={(next) => set(id, { city: next })} />
          <button className="ob" type="button" onClick={() => put(draft.pickupPoints.filter((one) => one.id !== id))}>
            {own.removePoint(name || own.pointOf(at + 1))}
          </button>
        </div>
      ))}
      <button
        className="ob omore"
        type="button"
        onClick={() => put([...draft.pickupPoints, { id: newKey(), name: '', line1: '', postcode: '', city: '' }])}
      >
        {own.addPoint}
      </button>
    </>
  )
}
