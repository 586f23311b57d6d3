import { createBrowserRouter } from 'react-router'
import { Frame } from './frame.tsx'
import { Broken, Lost } from './pages/lost.tsx'
import { Waiting } from './parts/region.tsx'

/** Every screen by its address; each comes when it is asked for. */
export const router = createBrowserRouter(
  [
    {
      HydrateFallback: () => <Waiting rows={6} />,
      ErrorBoundary: Broken,
      children: [
        { path: '/first', lazy: async () => ({ Component: (await import('./pages/first-owner.tsx')).FirstOwner }) },
        { path: '/invited', lazy: async () => ({ Component: (await import('./pages/invited.tsx')).Invited }) },
        { path: '/sign-in', lazy: async () => ({ Component: (await import('./pages/sign-in.tsx')).SignIn }) },
        {
          path: '/',
          Component: Frame,
          children: [
            { index: true, lazy: async () => ({ Component: (await import('./pages/today.tsx')).Today }) },
            { path: 'orders', lazy: async () => ({ Component: (await import('./pages/orders.tsx')).Orders }) },
            { path: 'orders/:orderId', lazy: async () => ({ Component: (await import('./pages/order.tsx')).OrderPage }) },
            { path: 'refunds', lazy: async () => ({ Component: (await import('./pages/refunds.tsx')).Refunds }) },
            { path: 'payments', lazy: async () => ({ Component: (await import('./pages/payments.tsx')).Payments }) },
            { path: 'payments/disputes', lazy: async () => ({ Component: (await import('./pages/disputes.tsx')).Disputes }) },
            { path: 'payments/ledger', lazy: async () => ({ Component: (await import('./pages/ledger.tsx')).Ledger }) },
            {
              path: 'payments/reconciliation',
              lazy: async () => ({ Component: (await import('./pages/reconciliation.tsx')).Reconciliation }),
            },
            { path: 'payments/stuck', lazy: async () => ({ Component: (await import('./pages/stuck.tsx')).Stuck }) },
            { path: 'payments/:paymentId', lazy: async () => ({ Component: (await import('./pages/payment.tsx')).PaymentPage }) },
            { path: 'returns', lazy: async () => ({ Component: (await import('./pages/returns.tsx')).Returns }) },
            {
              path: 'returns/:orderId/:returnId',
              lazy: async () => ({ Component: (await import('./pages/return.tsx')).ReturnPage }),
            },
            { path: 'home-trials', lazy: async () => ({ Component: (await import('./pages/home-trials.tsx')).HomeTrials }) },
            { path: 'home-trials/:trialId', lazy: async () => ({ Component: (await import('./pages/home-trial.tsx')).HomeTrialPage }) },
            { path: 'glasses', lazy: async () => ({ Component: (await import('./pages/glasses.tsx')).GlassesList }) },
            { path: 'glasses/:configurationId', lazy: async () => ({ Component: (await import('./pages/glasses-one.tsx')).GlassesPage }) },
            { path: 'advice', lazy: async () => ({ Component: (await import('./pages/advice.tsx')).Advice }) },
            { path: 'advice/:accountId', lazy: async () => ({ Component: (await import('./pages/advice-one.tsx')).AdvicePage }) },
            { path: 'products', lazy: async () => ({ Component: (await import('./pages/products.tsx')).Products }) },
            { path: 'products/:productId', lazy: async () => ({ Component: (await import('./pages/product.tsx')).ProductPage }) },
            { path: 'stock', lazy: async () => ({ Component: (await import('./pages/stock.tsx')).Stock }) },
            { path: 'stock-movements', lazy: async () => ({ Component: (await import('./pages/stock-movements.tsx')).StockMovements }) },
            { path: 'stock-drifts', lazy: async () => ({ Component: (await import('./pages/stock-drifts.tsx')).StockDrifts }) },
            { path: 'stock-sheet', lazy: async () => ({ Component: (await import('./pages/stock-sheet.tsx')).StockSheet }) },
            { path: 'lots', lazy: async () => ({ Component: (await import('./pages/lots.tsx')).Lots }) },
            { path: 'lots/:variantId/:lot', lazy: async () => ({ Component: (await import('./pages/lot.tsx')).Lot }) },
            { path: 'stock/:variantId', lazy: async () => ({ Component: (await import('./pages/stock-variant.tsx')).StockVariant }) },
            { path: 'places', lazy: async () => ({ Component: (await import('./pages/places.tsx')).Places }) },
            { path: 'promotions', lazy: async () => ({ Component: (await import('./pages/promotions.tsx')).Promotions }) },
            { path: 'promotions/explain', lazy: async () => ({ Component: (await import('./pages/explain.tsx')).Explain }) },
            { path: 'promotions/:promotionId', lazy: async () => ({ Component: (await import('./pages/promotion.tsx')).PromotionPage }) },
            { path: 'price-lists', lazy: async () => ({ Component: (await import('./pages/price-lists.tsx')).PriceLists }) },
            { path: 'price-lists/:listId', lazy: async () => ({ Component: (await import('./pages/price-list.tsx')).PriceListPage }) },
            { path: 'prices/:variantId', lazy: async () => ({ Component: (await import('./pages/price-history.tsx')).PriceHistoryPage }) },
            { path: 'pages', lazy: async () => ({ Component: (await import('./pages/shop-pages.tsx')).ShopPages }) },
            { path: 'pages/:slug', lazy: async () => ({ Component: (await import('./pages/shop-page.tsx')).ShopPage }) },
            { path: 'categories', lazy: async () => ({ Component: (await import('./pages/categories.tsx')).Categories }) },
            {
              path: 'categories/:categoryId',
              lazy: async () => ({ Component: (await import('./pages/category.tsx')).CategoryPage }),
            },
            { path: 'parcels', lazy: async () => ({ Component: (await import('./pages/parcels.tsx')).Parcels }) },
            {
              path: 'parcels/:parcelId/slip',
              lazy: async () => ({ Component: (await import('./pages/packing-slip.tsx')).PackingSlipPage }),
            },
            { path: 'delivery', lazy: async () => ({ Component: (await import('./pages/delivery.tsx')).Delivery }) },
            {
              path: 'delivery/:methodId',
              lazy: async () => ({ Component: (await import('./pages/delivery-method.tsx')).DeliveryMethodPage }),
            },
            { path: 'lenses', lazy: async () => ({ Component: (await import('./pages/lenses.tsx')).Lenses }) },
            { path: 'rx-rules', lazy: async () => ({ Component: (await import('./pages/rx-rules.tsx')).RxRulesPage }) },
            { path: 'currencies', lazy: async () => ({ Component: (await import('./pages/currencies.tsx')).CurrenciesPage }) },
            { path: 'taxes', lazy: async () => ({ Component: (await import('./pages/taxes.tsx')).Taxes }) },
            { path: 'credits', lazy: async () => ({ Component: (await import('./pages/credits.tsx')).Credits }) },
            { path: 'credits/:creditId', lazy: async () => ({ Component: (await import('./pages/credit.tsx')).CreditPage }) },
            { path: 'customers', lazy: async () => ({ Component: (await import('./pages/customers.tsx')).Customers }) },
            {
              path: 'customers/:customerId/groups',
              lazy: async () => ({ Component: (await import('./pages/groups-of-customer.tsx')).GroupsOfCustomer }),
            },
            { path: 'customer-groups', lazy: async () => ({ Component: (await import('./pages/customer-groups.tsx')).CustomerGroups }) },
            {
              path: 'customer-groups/:group',
              lazy: async () => ({ Component: (await import('./pages/customer-group.tsx')).CustomerGroupPage }),
            },
            { path: 'staff', lazy: async () => ({ Component: (await import('./pages/staff.tsx')).Staff }) },
            { path: 'mails', lazy: async () => ({ Component: (await import('./pages/mails.tsx')).Mails }) },
            { path: 'mails/:mailId', lazy: async () => ({ Component: (await import('./pages/mail.tsx')).MailPage }) },
            { path: 'audit', lazy: async () => ({ Component: (await import('./pages/audit.tsx')).Audit }) },
            { path: '*', Component: Lost },
          ],
        },
      ],
    },
  ],
  { basename: '/admin' },
)
