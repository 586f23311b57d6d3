import { index, type RouteConfig, type RouteConfigEntry, route } from '@react-router/dev/routes'

/** Every page of the shop. French stands at the root, English under /en, with the same slugs (settled 19). */
const pages = (language: string): RouteConfigEntry[] => {
  const page = (path: string, file: string) => route(path, `pages/${file}.tsx`, { id: `${language}/${path}` })
  return [
    index('pages/home.tsx', { id: `${language}/home` }),
    page('c/:slug', 'category'),
    page('search', 'search'),
    page('p/:slug', 'product'),
    page('p/:slug/lenses', 'lenses'),
    page('try', 'try'),
    page('try/share', 'share-try-on'),
    page('try/shared/:shareId', 'shared-try-on'),
    page('fit', 'fit'),
    page('on-a-photo', 'on-a-photo'),
    page('on-a-photo/:jobId', 'on-a-photo'),
    page('cart', 'cart'),
    page('checkout', 'checkout'),
    page('o/:id', 'order'),
    page('o/:id/return', 'return'),
    page('o/:id/claim', 'claim'),
    page('o/:id/exchange/:returnId', 'exchange'),
    page('o/:id/pay', 'pay-again'),
    page('o/:id/lenses/:configurationId', 'correct-sheet'),
    page('home-trial', 'home-trial'),
    page('home-trial/:id', 'home-trial-one'),
    page('credit', 'credit'),
    page('withdraw', 'withdraw'),
    page('track', 'track'),
    page('sign-in', 'sign-in'),
    page('sign-up', 'sign-up'),
    page('verify', 'verify'),
    page('forgot-password', 'forgot-password'),
    page('reset-password', 'reset-password'),
    page('account', 'account'),
    page('account/orders', 'my-orders'),
    page('account/prescriptions', 'prescriptions'),
    page('account/measures', 'my-measures'),
    page('account/prescriptions/new', 'add-prescription'),
    page('account/privacy', 'privacy'),
    route('account/data', 'pages/my-data.ts', { id: `${language}/account/data` }),
    page('info/:slug', 'info'),
    page('preferences', 'preferences'),
    page('*', 'not-found'),
  ]
}

export default [...pages('fr'), route('en', 'pages/english.tsx', pages('en'))] satisfies RouteConfig
