/** What people read, in both languages of the shop. */
export interface Title {
  readonly fr: string
  readonly en: string
}

export const isTitle = ({ fr, en }: Title): boolean => [fr, en].every((text) => text.trim() !== '' && text.length <= 200)
