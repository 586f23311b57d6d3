import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import type { ServiceImpl } from '@connectrpc/connect'
import { toMoney } from '@vitrine/contracts/money'
import type { OrderService } from '@vitrine/contracts/orders/v1'
import { type Invoice, type InvoiceNeeds, listInvoices, printInvoice } from '../application/issue-invoices.ts'
import { viewerOf } from './cart-rpc.ts'

/** The part of the contract that is about invoices. */
export const invoiceRpc = (needs: InvoiceNeeds): Pick<ServiceImpl<typeof OrderService>, 'listInvoices' | 'printInvoice'> => ({
  async listInvoices({ orderId, viewer }) {
    return { invoices: (await listInvoices(needs, orderId, viewerOf(viewer))).map(invoiceMessage) }
  },

  async printInvoice({ orderId, number, viewer }) {
    const { invoice, pdf } = await printInvoice(needs, { orderId, number, viewer: viewerOf(viewer) })
    return { invoice: invoiceMessage(invoice), pdf: new Uint8Array(pdf) }
  },
})

export const invoiceMessage = ({ number, body, issuedAt }: Invoice) => ({
  ...{ number, kind: body.kind, issuedAt: timestampFromDate(issuedAt) },
  total: toMoney({ amountMinor: body.totalMinor, currency: body.currency }),
})
