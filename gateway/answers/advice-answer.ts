import type { Case, Message } from '@vitrine/contracts/optics/v1/advice'
import type { AdviceMessage, OpenedAdvice } from '../schemas/advice.ts'
import type { Locale } from '../words/words.ts'
import { writtenOf } from './glasses-answer.ts'
import { keptAnswer } from './prescription-answer.ts'
import { timeOf } from './texts.ts'

export const messageAnswer = ({ id, at, from, text, prescriptionId }: Message): AdviceMessage => ({
  ...{ id, at: timeOf(at), from: from === 'optician' ? 'optician' : 'person', text },
  ...(prescriptionId && { prescriptionId }),
})

/** All an optician sees of a person. */
export const adviceAnswer = (accountId: string, { messages, sheets }: Case, viewerId: string, locale: Locale): OpenedAdvice => ({
  accountId,
  messages: messages.map(messageAnswer),
  sheets: sheets.flatMap(({ kept, sheet }) =>
    kept && sheet ? [{ kept: keptAnswer(kept, locale), written: writtenOf(sheet, locale) }] : [],
  ),
  isOwn: accountId === viewerId,
})
