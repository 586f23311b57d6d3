import { useShopName } from './shop-name.ts'

/** Title and description of a page, for the tab and for whoever lists it. A title that ends with the shop's name already is left as it is. */
export function PageTitle({
  title,
  description,
  hidden,
}: {
  readonly title: string
  readonly description?: string | undefined
  readonly hidden?: boolean
}) {
  const shopName = useShopName()
  return (
    <>
      <title>{title.endsWith(shopName) ? title : `${title} · ${shopName}`}</title>
      {description && <meta name="description" content={description} />}
      {hidden && <meta name="robots" content="noindex" />}
    </>
  )
}
