const paths = {
  today: 'M3.5 9L10 3.5L16.5 9V16.5h-4.5v-5h-4v5H3.5Z',
  orders: 'M7 5h10M7 10h10M7 15h10M3 5h.5M3 10h.5M3 15h.5',
  parcels: 'M3 7.5h14V17H3ZM3 7.5l2-4h10l2 4M10 3.5v4M8 10.5h4',
  payments: 'M2.5 5h15v10h-15ZM2.5 8h15M5 12h4',
  returns: 'M7 4.5L3.5 8L7 11.5M3.5 8H13a3.5 3.5 0 0 1 0 7H8.5',
  products:
    'M2 8.5c1-1 2.4-1 3.4-.6M18 8.5c-1-1-2.4-1-3.4-.6M5.7 7.5a3 3 0 1 0 0 6a3 3 0 0 0 0-6ZM14.3 7.5a3 3 0 1 0 0 6a3 3 0 0 0 0-6ZM8.7 10c.8-.7 1.8-.7 2.6 0',
  glasses: 'M10 4c4 0 7 3.5 8 6c-1 2.5-4 6-8 6s-7-3.5-8-6c1-2.5 4-6 8-6ZM10 7.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 0 0 0-5Z',
  advice: 'M3 4h14v9.5H9L5.5 17v-3.5H3ZM6.5 7.5h7M6.5 10h4.5',
  homeTrials: 'M3.5 9L10 3.5L16.5 9V16.5h-13ZM6 12a1.7 1.7 0 1 0 3.4 0a1.7 1.7 0 1 0-3.4 0M10.6 12a1.7 1.7 0 1 0 3.4 0a1.7 1.7 0 1 0-3.4 0',
  categories: 'M4 3.5h12M10 3.5v4M4 7.5h12M4 7.5v4M16 7.5v4M2.5 11.5h3v3h-3ZM14.5 11.5h3v3h-3Z',
  pages: 'M5 3h10v14H5ZM7.5 6.5h5M7.5 9.5h5M7.5 12.5h3',
  stock: 'M3 6.5L10 3l7 3.5v7L10 17l-7-3.5ZM3 6.5L10 10l7-3.5M10 10v7',
  promotions: 'M3 3.5h6.5l7.5 7.5l-6.5 6.5L3 10ZM6.8 6.3a1 1 0 1 0 0 2a1 1 0 0 0 0-2Z',
  priceLists: 'M4 3h12v14H4ZM7 7h6M7 10h6M7 13h3',
  lenses: 'M10 3.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 0 0 0-13ZM6.5 10A3.5 3.5 0 0 1 10 6.5',
  delivery:
    'M2 5h9v8.5H2ZM11 8h4l3 3v2.5h-7ZM5.5 12.2a1.6 1.6 0 1 0 0 3.2a1.6 1.6 0 0 0 0-3.2ZM14.5 12.2a1.6 1.6 0 1 0 0 3.2a1.6 1.6 0 0 0 0-3.2Z',
  credits: 'M2.5 5.5h15v9h-15ZM2.5 9h15M5.5 12h3',
  currencies: 'M14.5 5.5a6 6 0 1 0 0 9M3 8.5h8M3 11.5h7',
  taxes: 'M5 15L15 5M6.5 5a1.7 1.7 0 1 0 0 3.4a1.7 1.7 0 0 0 0-3.4ZM13.5 11.6a1.7 1.7 0 1 0 0 3.4a1.7 1.7 0 0 0 0-3.4Z',
  customers: 'M10 3.5a3 3 0 1 0 0 6a3 3 0 0 0 0-6ZM4 16.5c.6-3.2 2.9-5 6-5s5.4 1.8 6 5',
  staff:
    'M7.5 4a2.6 2.6 0 1 0 0 5.2a2.6 2.6 0 0 0 0-5.2ZM2.5 16c.4-3 2.3-4.6 5-4.6s4.6 1.6 5 4.6M13 4.4a2.6 2.6 0 0 1 0 4.6M14.2 11.6c1.9.5 3 2 3.3 4.4',
  mails: 'M3 5h14v10.5H3ZM3 5.5l7 5.5l7-5.5',
  audit: 'M4.5 3h8l3 3v11h-11ZM7.5 9h5M7.5 12.5h5',
} as const
export type Place = keyof typeof paths

/** A mark for each place of the rail; the word beside it carries the meaning. */
export const RailIcon = ({ place }: { readonly place: Place }) => (
  <svg className="i" aria-hidden="true" focusable="false" viewBox="0 0 20 20">
    <path d={paths[place]} />
  </svg>
)
