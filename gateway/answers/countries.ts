/** Where the shop delivers: the European Union, home first. ISO 3166-1 alpha-2; delivery says per method what fits. */
export const countries = [
  ...['FR', 'BE', 'LU', 'DE', 'ES', 'IT', 'PT', 'NL', 'IE', 'AT', 'BG', 'CY', 'CZ', 'DK', 'EE', 'FI', 'GR', 'HR', 'HU', 'LT', 'LV', 'MT', 'PL'],
  ...['RO', 'SE', 'SI', 'SK'],
] as const
