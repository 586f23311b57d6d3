import { useLocale } from '@vitrine/ui/locale'
import { claimWords } from '../words/claim.ts'

/** Where it is sent, and who pays for that. */
export function SendTo({ lines, cost }: { readonly lines: readonly string[]; readonly cost: string }) {
  const words = claimWords[useLocale()]
  return (
    <div className="label ink-2 mt-2 font-normal">
      {lines.length > 0 && (
        <>
          {words.sendTo}
          <address className="not-italic">
            {lines.map((line) => (
              <span className="block" key={line}>
                {line}
              </span>
            ))}
          </address>
        </>
      )}
      <p>{cost}</p>
    </div>
  )
}
