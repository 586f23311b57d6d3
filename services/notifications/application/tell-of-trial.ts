import type { Receiver, TrialFacts, TrialLetter, TrialNews } from '../domain/letter.ts'
import { writeMail, type WriteMailNeeds } from './write-mail.ts'

/** Says what happened to frames that were lent. One mail for each time it happened. */
export const tellOfTrial = (needs: WriteMailNeeds, news: TrialNews, at: string, trial: TrialFacts, to: Receiver): Promise<void> =>
  writeMail(needs, `${trial.id} ${at}`, { kind: `trial-${news}`, trial } as TrialLetter, to)
