interface Shown {
  readonly url: string
  readonly width: number
  readonly height: number
  readonly alt: string
  readonly srcset?: string | undefined
}

interface PictureProps {
  readonly image: Shown
  readonly sizes: string
  /** The first picture of a page is fetched at once, the others when they come near. */
  readonly first?: boolean
  /** True where the words beside it already say what is seen. */
  readonly silent?: boolean
  readonly className?: string
}

/** A picture with its size known before it arrives, so that nothing moves. */
export function Picture({ image, sizes, first = false, silent = false, className }: PictureProps) {
  return (
    <img
      src={image.url}
      srcSet={image.srcset}
      sizes={image.srcset ? sizes : undefined}
      alt={silent ? '' : image.alt}
      width={image.width}
      height={image.height}
      loading={first ? undefined : 'lazy'}
      decoding={first ? undefined : 'async'}
      fetchPriority={first ? 'high' : undefined}
      className={className}
    />
  )
}
