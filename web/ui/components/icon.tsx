/** Line icons of 20 px, drawn for the shop; the words beside them carry the meaning, so they are hidden from readers. */
const paths = {
  search: 'M9 3.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 0 0 0-11ZM13 13l4 4',
  menu: 'M3 6h14M3 10h14M3 14h14',
  close: 'M5 5l10 10M15 5L5 15',
  plus: 'M10 4v12M4 10h12',
  minus: 'M4 10h12',
  check: 'M4 10.5l4 4L16 6',
  warning: 'M10 3.5L17.5 16.5h-15ZM10 8v4M10 14.3v.2',
  info: 'M10 2.8a7.2 7.2 0 1 0 0 14.4a7.2 7.2 0 0 0 0-14.4ZM10 9v4.5M10 6.4v.2',
  arrow: 'M3.5 10h13M12 5.5l4.5 4.5l-4.5 4.5',
  back: 'M8 5L3.5 9.5L8 14M3.5 9.5H12a4 4 0 0 1 0 8H9',
  camera: 'M3 6.5h3l1.3-2h5.4l1.3 2h3v9.5H3ZM10 8.3a2.7 2.7 0 1 0 0 5.4a2.7 2.7 0 0 0 0-5.4Z',
  truck:
    'M2 5h9.5v9H2ZM11.5 8H15l3 3v3h-6.5M5.5 12.6a1.6 1.6 0 1 0 0 3.2a1.6 1.6 0 0 0 0-3.2ZM14.5 12.6a1.6 1.6 0 1 0 0 3.2a1.6 1.6 0 0 0 0-3.2Z',
  case: 'M3 7.5c0-1 .8-2 2-2h10c1.2 0 2 1 2 2v5c0 1-.8 2-2 2H5c-1.2 0-2-1-2-2ZM3 10h14',
  frame:
    'M2 8.5c1-1 2.4-1 3.4-.6M18 8.5c-1-1-2.4-1-3.4-.6M5.7 7.5a3 3 0 1 0 0 6a3 3 0 0 0 0-6ZM14.3 7.5a3 3 0 1 0 0 6a3 3 0 0 0 0-6ZM8.7 10c.8-.7 1.8-.7 2.6 0',
  heart: 'M10 16.5S3.5 12.8 3.5 8.2A3.4 3.4 0 0 1 10 6.6a3.4 3.4 0 0 1 6.5 1.6c0 4.6-6.5 8.3-6.5 8.3Z',
  lock: 'M5 9h10v8H5ZM7 9V6.5a3 3 0 0 1 6 0V9',
  filter: 'M3 6h8M15 6h2M13 4v4M3 14h3M10 14h7M8 12v4',
  parcel: 'M3 6.5L10 3l7 3.5v7L10 17l-7-3.5ZM3 6.5L10 10l7-3.5M10 10v7',
} as const
export type IconName = keyof typeof paths

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="i" aria-hidden="true" focusable="false" viewBox="0 0 20 20">
      <path d={paths[name]} />
    </svg>
  )
}
