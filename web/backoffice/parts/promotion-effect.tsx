import type { PutPromotion } from '@vitrine/gateway/schemas/admin-promotions'
import { Icon } from '@vitrine/ui/components/icon'
import { usePriceWords } from '../words/prices.ts'
import { useWords } from '../words/words.tsx'
import { Choice } from './form-fields.tsx'
import { GoodsField } from './goods-field.tsx'
import { MoneyField, NumberField } from './number-fields.tsx'
import { useCurrency } from '../session.ts'

export interface PromotionPartProps {
  readonly draft: PutPromotion
  readonly onChange: (draft: PutPromotion) => void
}

/** What a promotion gives, by its kind. */
export function PromotionEffect(props: PromotionPartProps) {
  const { draft, onChange } = props
  const [words, own, currency] = [useWords(), usePriceWords(), useCurrency()]
  const set = (part: Partial<PutPromotion>) => onChange({ ...draft, ...part })
  return (
    <div className="frn">
      <Choice label={words.kind} value={draft.kind} options={words.promotionKinds} onChange={(kind) => set({ kind })} />
      {draft.kind === 'percentage' && <Percent label={words.percent} value={draft.percent} onChange={(percent) => set({ percent })} />}
      {draft.kind === 'amount' && (
        <MoneyField label={words.amount} value={draft.amount} required {...{ currency }} onChange={(amount) => set({ amount })} />
      )}
      {draft.kind === 'free-delivery' && <p className="ink-2">{own.freeDeliveryHint}</p>}
      {draft.kind === 'buy-x-get-y' && <BuyAndGet {...props} />}
      {draft.kind === 'tiers' && <Steps {...props} />}
      {draft.kind === 'bundle' && <Bundle {...props} />}
    </div>
  )
}

interface PercentProps {
  readonly label: string
  readonly value: number | undefined
  readonly onChange: (percent: number | undefined) => void
}

const Percent = (props: PercentProps) => <NumberField {...props} min={0.01} max={100} step="any" required />

function BuyAndGet({ draft, onChange }: PromotionPartProps) {
  const words = usePriceWords()
  const { buyXGetY } = draft
  if (!buyXGetY) return null
  const set = (part: Partial<typeof buyXGetY>) => onChange({ ...draft, buyXGetY: { ...buyXGetY, ...part } })
  const { gets, ...rest } = buyXGetY
  return (
    <>
      <NumberField label={words.buy} value={buyXGetY.buy} min={1} required onChange={(buy = Number.NaN) => set({ buy })} />
      <NumberField label={words.get} value={buyXGetY.get} min={1} required onChange={(get = Number.NaN) => set({ get })} />
      <Percent label={words.reducedBy} value={buyXGetY.percent} onChange={(percent = Number.NaN) => set({ percent })} />
      <p className="fine ink-3 owide">{words.buyHint}</p>
      <GoodsField
        label={words.buyGoods}
        empty={words.sameGoods}
        value={gets ?? {}}
        onChange={(next) => onChange({ ...draft, buyXGetY: Object.keys(next).length > 0 ? { ...rest, gets: next } : rest })}
      />
    </>
  )
}

function Steps({ draft, onChange }: PromotionPartProps) {
  const [words, currency] = [usePriceWords(), useCurrency()]
  const { tiers } = draft
  if (!tiers) return null
  const { by, steps } = tiers
  const put = (next: Partial<typeof tiers>) => onChange({ ...draft, tiers: { ...tiers, ...next } })
  const set = (at: number, part: Partial<(typeof steps)[number]>) =>
    put({ steps: steps.map((step, n) => (n === at ? { ...step, ...part } : step)) })
  const last = steps.at(-1)
  return (
    <>
      <Choice
        label={words.by}
        value={by}
        options={words.steps}
        onChange={(next) => put({ by: next, currency: next === 'amount' ? currency : undefined })}
      />
      {steps.map((step, n) => (
        <div className="ostep owide" key={n}>
          {by === 'pieces' ? (
            <NumberField
              label={words.stepName(n + 1, words.stepFrom.pieces)}
              value={step.from}
              min={1}
              required
              onChange={(from = Number.NaN) => set(n, { from })}
            />
          ) : (
            <MoneyField
              label={words.stepName(n + 1, words.stepFrom.amount)}
              value={{ amountMinor: step.from, currency }}
              required
              {...{ currency }}
              onChange={(amount) => set(n, { from: amount?.amountMinor ?? Number.NaN })}
            />
          )}
          <Percent
            label={words.stepName(n + 1, words.reducedBy)}
            value={step.percent}
            onChange={(percent = Number.NaN) => set(n, { percent })}
          />
          {steps.length > 1 && (
            <Less label={words.removeStep(n + 1)} onPress={() => put({ steps: steps.filter((_, other) => other !== n) })} />
          )}
        </div>
      ))}
      <More
        label={words.addStep}
        onPress={() =>
          put({ steps: [...steps, { from: (last?.from ?? 0) + (by === 'pieces' ? 1 : 5_000), percent: last?.percent ?? 10 }] })
        }
      />
    </>
  )
}

function Bundle({ draft, onChange }: PromotionPartProps) {
  const [words, currency] = [usePriceWords(), useCurrency()]
  const { bundle } = draft
  if (!bundle) return null
  const { parts, price } = bundle
  const put = (next: Partial<typeof bundle>) => onChange({ ...draft, bundle: { ...bundle, ...next } })
  const set = (at: number, part: Partial<(typeof parts)[number]>) =>
    put({ parts: parts.map((one, n) => (n === at ? { ...one, ...part } : one)) })
  return (
    <>
      <MoneyField
        label={words.bundlePrice}
        value={price.amountMinor > 0 ? price : undefined}
        required
        {...{ currency }}
        onChange={(amount) => put({ price: amount ?? { amountMinor: 0, currency } })}
      />
      {parts.map((part, n) => (
        <div className="opart owide" key={n}>
          <GoodsField label={words.part(n + 1)} empty={words.noGoods} value={part.scope} onChange={(scope) => set(n, { scope })} />
          <NumberField
            label={words.partPieces(n + 1)}
            value={part.quantity}
            min={1}
            required
            onChange={(quantity = Number.NaN) => set(n, { quantity })}
          />
          {parts.length > 1 && (
            <Less label={words.removePart(n + 1)} onPress={() => put({ parts: parts.filter((_, other) => other !== n) })} />
          )}
        </div>
      ))}
      <More label={words.addPart} onPress={() => put({ parts: [...parts, { scope: {}, quantity: 1 }] })} />
    </>
  )
}

interface PressProps {
  readonly label: string
  readonly onPress: () => void
}

const More = ({ label, onPress }: PressProps) => (
  <div className="owide">
    <button className="ob" type="button" onClick={onPress}>
      <Icon name="plus" />
      {label}
    </button>
  </div>
)

const Less = ({ label, onPress }: PressProps) => (
  <button className="ob" type="button" onClick={onPress}>
    <Icon name="close" />
    {label}
  </button>
)
