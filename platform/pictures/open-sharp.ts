/**
 * sharp, loaded with the first picture and not with the shop: libvips is 20 MB. One thread a picture, nothing remembered, and without the
 * readers a shop has no use for: SVG and PDF are programs.
 */
export async function openSharp() {
  const { default: sharp } = await import('sharp')
  sharp.cache(false)
  sharp.concurrency(1)
  sharp.block({
    operation: ['VipsForeignLoadSvg', 'VipsForeignLoadPdf', 'VipsForeignLoadMagick', 'VipsForeignLoadGif', 'VipsForeignLoadTiff'],
  })
  return sharp
}
