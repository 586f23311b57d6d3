import { useMutation, useQuery } from '@tanstack/react-query'
import type { Mail } from '@vitrine/gateway/schemas/admin'
import { useLocale } from '@vitrine/ui/locale'
import { Link, useParams, useSearchParams } from 'react-router'
import { ask, newKey } from '../api.ts'
import { momentText } from '../parts/day-text.ts'
import { PageTitle } from '../parts/page-title.tsx'
import { FailedPage, Waiting } from '../parts/region.tsx'
import { Told } from '../parts/told.tsx'
import { useWords } from '../words/words.tsx'

/** One mail, as its reader sees it and as plain text. Its markup runs nothing: the frame is a sandbox. */
export function MailPage() {
  const [words, locale] = [useWords(), useLocale()]
  const { mailId = '' } = useParams()
  const [search, setSearch] = useSearchParams()
  const isText = search.get('as') === 'text'
  const mail = useQuery({
    queryKey: ['/v1/admin/mails', mailId],
    queryFn: ({ signal }) => ask<Mail>(`/v1/admin/mails/${encodeURIComponent(mailId)}`, { signal }),
  })
  const again = useMutation({
    mutationFn: () => ask<{ sent: boolean }>(`/v1/admin/mails/${encodeURIComponent(mailId)}/again`, { method: 'POST', key: newKey() }),
  })
  if (mail.error) return <FailedPage error={mail.error} retry={mail.refetch} title={words.mails} list="/mails" />
  if (!mail.data) return <Waiting rows={10} />
  const { subject, to, at, html, text, orderId, kind } = mail.data
  return (
    <>
      <PageTitle title={subject} intro={`${words.to} ${to}, ${momentText(at, locale)}`}>
        {orderId && (
          <Link className="ob" to={`/orders/${orderId}`}>
            {words.mailOrder}
          </Link>
        )}
        {orderId && kind !== 'gift-card' && (
          <button
            className="ob"
            type="button"
            aria-disabled={again.isPending || undefined}
            onClick={() => !again.isPending && again.mutate()}
          >
            {words.sendAgain}
          </button>
        )}
        <button className="ob" type="button" onClick={() => setSearch(isText ? {} : { as: 'text' })}>
          {isText ? words.asHtml : words.asText}
        </button>
      </PageTitle>
      {again.error && <Told error={again.error} />}
      <p className={again.data ? 'note' : 'sr'} role="status">
        {again.data && (again.data.sent ? words.sentAgain(to) : words.sentAlready)}
      </p>
      {isText ? (
        <pre className="omail">{text}</pre>
      ) : (
        <iframe className="omail" title={words.mailFrame} sandbox="allow-popups" srcDoc={html} />
      )}
    </>
  )
}
