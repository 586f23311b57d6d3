import { index, type RouteConfig, type RouteConfigEntry, route } from '@react-router/dev/routes'

/** Every page of the shop. French stands at the root, English under /en, with the same slugs (settled 19). */
const pages = (language: string): RouteConfigEntry[] => {
  const page = (path: string, file: string) => route(path, `pages/${file}.tsx`, { id: `${language}/${path}` })
  return [
    index('pages/home.tsx', { id: `${language}/home` }),
    page('c/:slug', 'category'),
    page('search', 'search'),
    page('p/:slug', 'product'),
    page('cart', 'cart'),
    page('preferences', 'preferences'),
    page('*', 'not-found'),
  ]
}

export default [...pages('fr'), route('en', 'pages/english.tsx', pages('en'))] satisfies RouteConfig
