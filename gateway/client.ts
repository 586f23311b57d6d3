import type { z } from 'zod'
import * as advice from './schemas/advice.ts'
import * as cart from './schemas/cart.ts'
import * as catalogue from './schemas/catalogue.ts'
import * as currencies from './schemas/currencies.ts'
import * as garment from './schemas/garment.ts'
import * as homeTrial from './schemas/home-trial.ts'
import * as measures from './schemas/measures.ts'
import * as optics from './schemas/optics.ts'
import * as order from './schemas/order.ts'
import * as person from './schemas/person.ts'
import * as privacy from './schemas/privacy.ts'
import * as sharedTryOn from './schemas/shared-try-on.ts'
import * as tryOn from './schemas/try-on.ts'

interface Operation {
  readonly kind: 'query' | 'mutation'
  readonly input: z.ZodType
  readonly output: z.ZodType
}

/**
 * Everything a shopper can ask of the shop, by its one name (the GraphQL field). The registry of the gateway gives each a policy, a rate
 * class, a REST spelling and a handler; pages call them through `GatewayClient`.
 */
export const operations = {
  products: { kind: 'query', input: catalogue.productsInput, output: catalogue.productsOutput },
  product: { kind: 'query', input: catalogue.productInput, output: catalogue.productOutput },
  page: { kind: 'query', input: catalogue.pageInput, output: catalogue.pageOutput },
  categories: { kind: 'query', input: catalogue.categoriesInput, output: catalogue.categoriesOutput },
  suggest: { kind: 'query', input: catalogue.suggestInput, output: catalogue.suggestOutput },
  recommendations: { kind: 'query', input: catalogue.recommendationsInput, output: catalogue.recommendationsOutput },
  currencies: { kind: 'query', input: currencies.currenciesInput, output: currencies.currenciesOutput },
  cart: { kind: 'query', input: cart.cartInput, output: cart.cartOutput },
  deliveryOptions: { kind: 'query', input: cart.deliveryOptionsInput, output: cart.deliveryOptionsOutput },
  checkoutState: { kind: 'query', input: order.checkoutStateInput, output: order.checkoutStateOutput },
  order: { kind: 'query', input: order.orderInput, output: order.orderOutput },
  myPaymentMethods: { kind: 'query', input: person.myPaymentMethodsInput, output: person.myPaymentMethodsOutput },
  removePaymentMethod: { kind: 'mutation', input: person.removePaymentMethodInput, output: person.myPaymentMethodsOutput },
  myCredit: { kind: 'query', input: person.myCreditInput, output: person.myCreditOutput },
  giftCardBalance: { kind: 'mutation', input: person.giftCardBalanceInput, output: person.giftCardBalanceOutput },
  orderTransactions: { kind: 'query', input: order.orderInput, output: order.orderTransactionsOutput },
  myOrders: { kind: 'query', input: order.myOrdersInput, output: order.myOrdersOutput },
  myData: { kind: 'query', input: privacy.myDataInput, output: privacy.myDataOutput },
  eraseMe: { kind: 'mutation', input: privacy.eraseMeInput, output: privacy.eraseMeOutput },
  me: { kind: 'query', input: person.meInput, output: person.meOutput },
  tryOnFrame: { kind: 'query', input: tryOn.tryOnFrameInput, output: tryOn.tryOnFrameOutput },
  createCart: { kind: 'mutation', input: cart.createCartInput, output: cart.cartOutput },
  addCartLine: { kind: 'mutation', input: cart.addCartLineInput, output: cart.cartOutput },
  changeCartLine: { kind: 'mutation', input: cart.changeCartLineInput, output: cart.cartOutput },
  removeCartLine: { kind: 'mutation', input: cart.removeCartLineInput, output: cart.cartOutput },
  setCartCurrency: { kind: 'mutation', input: cart.setCartCurrencyInput, output: cart.cartOutput },
  setCartContact: { kind: 'mutation', input: cart.setCartContactInput, output: cart.cartOutput },
  setCartAddresses: { kind: 'mutation', input: cart.setCartAddressesInput, output: cart.cartOutput },
  setCartDelivery: { kind: 'mutation', input: cart.setCartDeliveryInput, output: cart.cartOutput },
  addCartCoupon: { kind: 'mutation', input: cart.addCartCouponInput, output: cart.cartOutput },
  removeCartCoupon: { kind: 'mutation', input: cart.removeCartCouponInput, output: cart.cartOutput },
  useStoreCredit: { kind: 'mutation', input: cart.useStoreCreditInput, output: cart.cartOutput },
  checkoutCart: { kind: 'mutation', input: order.checkoutCartInput, output: order.checkoutCartOutput },
  sendOrderLink: { kind: 'mutation', input: order.sendOrderLinkInput, output: order.sendOrderLinkOutput },
  findContract: { kind: 'mutation', input: order.findContractInput, output: order.findContractOutput },
  withdraw: { kind: 'mutation', input: order.withdrawInput, output: order.withdrawOutput },
  withdrawFromOrder: { kind: 'mutation', input: order.withdrawFromOrderInput, output: order.withdrawOutput },
  askReturn: { kind: 'mutation', input: order.askReturnInput, output: order.orderOutput },
  claimGoods: { kind: 'mutation', input: order.claimInput, output: order.orderOutput },
  cancelReturn: { kind: 'mutation', input: order.cancelReturnInput, output: order.orderOutput },
  returnTerms: { kind: 'query', input: order.returnTermsInput, output: order.returnTermsOutput },
  cancelOrderLines: { kind: 'mutation', input: order.cancelOrderLinesInput, output: order.orderOutput },
  swapOrderPieces: { kind: 'mutation', input: order.swapOrderPiecesInput, output: order.orderOutput },
  orderSwapPrices: { kind: 'query', input: order.orderSwapPricesInput, output: order.orderSwapPricesOutput },
  orderDeliveryOptions: { kind: 'query', input: order.orderInput, output: cart.deliveryOptionsOutput },
  changeOrderDelivery: { kind: 'mutation', input: order.changeOrderDeliveryInput, output: order.orderOutput },
  readdressOrder: { kind: 'mutation', input: order.readdressOrderInput, output: order.orderOutput },
  payOrderAgain: { kind: 'mutation', input: order.payOrderAgainInput, output: order.payOrderAgainOutput },
  waysToPay: { kind: 'query', input: order.waysToPayInput, output: order.waysToPayOutput },
  orderInvoices: { kind: 'query', input: order.orderInput, output: order.orderInvoicesOutput },
  abandonCheckout: { kind: 'mutation', input: order.checkoutStateInput, output: order.checkoutStateOutput },
  cancelOrder: { kind: 'mutation', input: order.cancelOrderInput, output: order.orderOutput },
  signUp: { kind: 'mutation', input: person.signUpInput, output: person.tokens },
  logIn: { kind: 'mutation', input: person.logInInput, output: person.tokens },
  refreshSession: { kind: 'mutation', input: person.refreshSessionInput, output: person.tokens },
  logOut: { kind: 'mutation', input: person.logOutInput, output: person.logOutOutput },
  verifyEmail: { kind: 'mutation', input: person.verifyEmailInput, output: person.meOutput },
  forgotPassword: { kind: 'mutation', input: person.forgotPasswordInput, output: person.forgotPasswordOutput },
  resetPassword: { kind: 'mutation', input: person.resetPasswordInput, output: person.resetPasswordOutput },
  updateMe: { kind: 'mutation', input: person.updateMeInput, output: person.meOutput },
  wishBackInStock: { kind: 'mutation', input: catalogue.wishBackInStockInput, output: catalogue.wishBackInStockOutput },
  recordActivity: { kind: 'mutation', input: catalogue.recordActivityInput, output: catalogue.recordActivityOutput },
  parsePrescription: { kind: 'mutation', input: optics.parsePrescriptionInput, output: optics.parsePrescriptionOutput },
  lensQuote: { kind: 'mutation', input: optics.lensQuoteInput, output: optics.lensQuoteOutput },
  fitCheck: { kind: 'mutation', input: optics.fitCheckInput, output: optics.lensFit },
  configureLenses: { kind: 'mutation', input: optics.configureLensesInput, output: optics.configureLensesOutput },
  dropLenses: { kind: 'mutation', input: optics.dropLensesInput, output: optics.dropLensesOutput },
  orderLenses: { kind: 'query', input: optics.orderLensesInput, output: optics.orderLensesOutput },
  addScan: { kind: 'mutation', input: optics.addScanInput, output: optics.addScanOutput },
  sendScan: { kind: 'mutation', input: optics.sendScanInput, output: optics.orderLensesOutput },
  correctLenses: { kind: 'mutation', input: optics.correctLensesInput, output: optics.orderLensesOutput },
  myPrescriptions: { kind: 'query', input: optics.myPrescriptionsInput, output: optics.myPrescriptionsOutput },
  addPrescription: { kind: 'mutation', input: optics.addPrescriptionInput, output: optics.keptPrescription },
  removePrescription: { kind: 'mutation', input: optics.removePrescriptionInput, output: optics.myPrescriptionsOutput },
  shareTryOn: { kind: 'mutation', input: sharedTryOn.shareTryOnInput, output: sharedTryOn.shareTryOnOutput },
  sharedTryOn: { kind: 'query', input: sharedTryOn.sharedTryOnInput, output: sharedTryOn.sharedTryOnOutput },
  endSharedTryOn: { kind: 'mutation', input: sharedTryOn.endSharedTryOnInput, output: sharedTryOn.endSharedTryOnOutput },
  myMeasures: { kind: 'query', input: measures.myMeasuresInput, output: measures.myMeasures },
  keepMeasures: { kind: 'mutation', input: measures.keepMeasuresInput, output: measures.myMeasures },
  removeMeasures: { kind: 'mutation', input: measures.myMeasuresInput, output: measures.myMeasures },
  setReminders: { kind: 'mutation', input: optics.setRemindersInput, output: optics.myPrescriptionsOutput },
  myAdvice: { kind: 'query', input: advice.myAdviceInput, output: advice.myAdviceOutput },
  askOptician: { kind: 'mutation', input: advice.askOpticianInput, output: advice.adviceMessage },
  garmentEngine: { kind: 'query', input: garment.garmentEngineInput, output: garment.garmentEngineOutput },
  startGarment: { kind: 'mutation', input: garment.startGarmentInput, output: garment.garmentJob },
  garmentJob: { kind: 'query', input: garment.garmentJobInput, output: garment.garmentJob },
  dropGarment: { kind: 'mutation', input: garment.garmentJobInput, output: garment.dropGarmentOutput },
  homeTrialTerms: { kind: 'query', input: homeTrial.homeTrialTermsInput, output: homeTrial.homeTrialTermsOutput },
  beginHomeTrial: { kind: 'mutation', input: homeTrial.beginHomeTrialInput, output: homeTrial.homeTrial },
  homeTrial: { kind: 'query', input: homeTrial.homeTrialInput, output: homeTrial.homeTrial },
  myHomeTrials: { kind: 'query', input: homeTrial.myHomeTrialsInput, output: homeTrial.homeTrialsOutput },
  cancelHomeTrial: { kind: 'mutation', input: homeTrial.homeTrialInput, output: homeTrial.homeTrial },
  keepTrialFrames: { kind: 'mutation', input: homeTrial.keepTrialFramesInput, output: homeTrial.homeTrial },
  setTrialDeposit: { kind: 'mutation', input: homeTrial.setTrialDepositInput, output: homeTrial.homeTrial },
  tryOnPhoto: { kind: 'mutation', input: tryOn.tryOnPhotoInput, output: tryOn.tryOnPhotoOutput },
} as const satisfies Record<string, Operation>

export type Operations = typeof operations
export type OperationName = keyof Operations
export type InputOf<N extends OperationName> = z.input<Operations[N]['input']>
export type OutputOf<N extends OperationName> = z.output<Operations[N]['output']>

/**
 * Who asks, as the door needs it: `address` is the shopper's, handed on by a trusted proxy; `cookie` the header as the browser sent it;
 * `origin` the page an unsafe call came from. The locale decides the language of every text in the answer.
 */
export interface Caller {
  readonly locale: 'fr' | 'en'
  readonly address: string
  readonly cookie?: string
  readonly requestId?: string
  readonly idempotencyKey?: string
  readonly origin?: string
}

/** `setCookie` are header values for the browser; who renders a page passes them on. `status` tells 201 from 202. */
export interface Answer<T> {
  readonly status: number
  readonly body: T
  readonly setCookie: readonly string[]
}

/**
 * The shop as pages see it: in process when alone, over HTTP when spread out, guards included either way.
 *
 * Throws `GatewayProblem` for every refusal and fault of the door, with its problem document. A mutation may be repeated under the same
 * `idempotencyKey`.
 */
export interface GatewayClient {
  call<N extends OperationName>(name: N, input: InputOf<N>, caller: Caller): Promise<Answer<OutputOf<N>>>
}

/** A problem document (RFC 9457) with its facts, for instance `available` of `out-of-stock` or `errors` of `bad-input`. */
export interface ProblemDocument {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: string
  readonly detail?: string
  readonly requestId?: string
  readonly errors?: readonly { readonly path: string; readonly code: string; readonly message: string }[]
  readonly [fact: string]: unknown
}

/** What the door answered when it did not answer the question. `code` is stable; cookies it wanted set travel along. */
export class GatewayProblem extends Error {
  readonly status: number
  readonly code: string
  readonly problem: ProblemDocument
  readonly setCookie: readonly string[]

  constructor(problem: ProblemDocument, setCookie: readonly string[] = []) {
    super(`${problem.status} ${problem.code}: ${problem.detail ?? problem.title}`)
    this.name = 'GatewayProblem'
    this.status = problem.status
    this.code = problem.code
    this.problem = problem
    this.setCookie = setCookie
  }
}
