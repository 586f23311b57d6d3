import type { Answer, Caller, GatewayClient, InputOf, OperationName, OutputOf } from '@vitrine/gateway/client'
import { isGatewayProblem } from './gateway-problem.ts'
import { createContext, data, type RouterContextProvider } from 'react-router'

declare module 'react-router' {
  // Says to the types what react-router.config.ts says to the build.
  interface Future {
    v8_middleware: true
  }
}

export type Theme = 'light' | 'dark'

/** How a page's loader or action meets the shop: through the gateway's client, as the shopper who asked. */
export interface Shop {
  readonly gateway: GatewayClient
  readonly caller: Caller
  readonly theme: Theme | undefined
  readonly requestId: string
  /** What the shop is called. */
  readonly shopName: string
  /** Where the shop stands in public: `https://shop.example`. */
  readonly publicUrl: string
  /** Of the shop; what a shopper chose instead is `chosen`. */
  readonly currency: string
  readonly chosen?: string
  /** Cookies the gateway set while this page was made; the handler hands them on. */
  readonly cookies: string[]
  /** What the page was made from; a page with tags may be kept and is dropped when a tag changes. */
  readonly tags: string[]
  /** Operations that were refused while this page was made: it may lack something that others would see, and is not kept. */
  readonly refused: string[]
}

export const shopContext = createContext<Shop>()

type Context = Readonly<RouterContextProvider>
export const shopOf = (context: Context): Shop => context.get(shopContext)

/** What prices are shown and typed in. */
export const shownCurrency = ({ chosen, currency }: Shop): string => chosen ?? currency

/** Their answers have prices, in the currency that is asked for. */
const priced = new Set<OperationName>(['products', 'product', 'suggest', 'recommendations', 'lensQuote', 'createCart', 'addCartLine'])

/** The whole answer of one operation, status included. */
export async function answerOf<N extends OperationName>(
  context: Context,
  name: N,
  input: InputOf<N>,
  idempotencyKey?: string,
): Promise<Answer<OutputOf<N>>> {
  const shop = shopOf(context)
  const caller: Caller = idempotencyKey === undefined ? shop.caller : { ...shop.caller, idempotencyKey }
  const asked = shop.chosen !== undefined && priced.has(name) ? { currency: shop.chosen, ...input } : input
  try {
    const answer = await shop.gateway.call(name, asked, caller)
    shop.cookies.push(...answer.setCookie)
    return answer
  } catch (fault) {
    shop.refused.push(name)
    if (isGatewayProblem(fault)) shop.cookies.push(...fault.setCookie)
    throw fault
  }
}

/** What one operation answers. Throws `GatewayProblem`; `orPage` turns that into the page for it. */
export async function ask<N extends OperationName>(context: Context, name: N, input: InputOf<N>): Promise<OutputOf<N>> {
  return (await answerOf(context, name, input)).body
}

/** What a page says of a problem that it has no better words for: its status, its code, and the number to quote. */
export interface PageProblem {
  readonly code: string
  readonly requestId: string
}

/** Lets a refusal of the door become the page for its status; anything else stays a fault. */
export async function orPage<T>(context: Context, answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (fault) {
    if (!isGatewayProblem(fault)) throw fault
    const problem: PageProblem = { code: fault.code, requestId: fault.problem.requestId ?? shopOf(context).requestId }
    throw data(problem, { status: fault.status })
  }
}

/** What may not exist, and cannot be done without: nothing when the door says so. That it cannot say now stays a fault, never an empty cart. */
export async function orNothing<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer
  } catch (fault) {
    if (isGatewayProblem(fault) && fault.status === 404) return null
    throw fault
  }
}

/** A region that is missing leaves its page in place: whatever the door refuses becomes the spare. */
export async function orSpare<T>(answer: Promise<T>, spare: T): Promise<T> {
  try {
    return await answer
  } catch (fault) {
    if (isGatewayProblem(fault)) return spare
    throw fault
  }
}
