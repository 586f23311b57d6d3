import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { OpenedAdvice } from '@vitrine/gateway/schemas/advice'
import { ask, Refused } from '../api.ts'
import { useAdviceWords } from '../words/advice.ts'
import { useWords } from '../words/words.tsx'

/** One act on the case of a person; what it answers is shown at once, and the list is asked again. */
export function useAdviceAct(accountId: string, act: 'messages' | 'decisions') {
  const [office, queries] = [useWords(), useQueryClient()]
  const sent = useMutation({
    mutationFn: (body: object) => ask<OpenedAdvice>(`/v1/admin/advice/${encodeURIComponent(accountId)}/${act}`, { method: 'POST', body }),
    onSuccess: (changed) => {
      queries.setQueryData<OpenedAdvice>(['advice', accountId], changed)
      return queries.invalidateQueries({ queryKey: ['/v1/admin/advice'] })
    },
  })
  const problem = sent.error instanceof Refused ? sent.error.problem : undefined
  const failed = sent.error && (problem?.detail ?? problem?.title ?? office.offline)
  const send = (body: object) => {
    if (!sent.isPending) sent.mutate(body)
  }
  return { send, isBusy: sent.isPending || undefined, failed }
}

/** An answer to a person, read in their account alone. What was `sent` empties the field; the focus stays where it was. */
export function AdviceReply({ accountId, sent }: { readonly accountId: string; readonly sent: number }) {
  const words = useAdviceWords()
  const { send, isBusy, failed } = useAdviceAct(accountId, 'messages')
  return (
    <form
      className="oform"
      onSubmit={(event) => {
        event.preventDefault()
        const message = String(new FormData(event.currentTarget).get('reply') ?? '').trim()
        if (message) send({ message })
      }}
    >
      <div className="field">
        <label htmlFor="reply">{words.reply}</label>
        <p className="hint" id="reply-hint">
          {words.replyHint}
        </p>
        <textarea key={sent} className="input" id="reply" name="reply" required maxLength={2_000} rows={4} aria-describedby="reply-hint" />
      </div>
      <button className="ob main" type="submit" aria-disabled={isBusy}>
        {words.send}
      </button>
      {failed && (
        <p className="bad" role="alert">
          {failed}
        </p>
      )}
    </form>
  )
}
