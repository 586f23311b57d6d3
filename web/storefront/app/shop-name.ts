import { useRouteLoaderData } from 'react-router'
import type { loader } from './root.tsx'

/** What the shop is called: `SHOP_NAME`. Where its root could not be loaded, what it is made with. */
export const useShopName = (): string => useRouteLoaderData<typeof loader>('root')?.shopName ?? 'Vitrine'
