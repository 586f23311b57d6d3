import type { Words } from '@vitrine/ui/words'

const en = {
  contents: 'What is in it',
  part: (count: number, name: string, options: string) => `${count} × ${name}${options ? `, ${options}` : ''}`,
}

const fr = {
  contents: 'Ce qu’il contient',
  part: (count, name, options) => `${count} × ${name}${options ? `, ${options}` : ''}`,
} satisfies typeof en

export const bundleWords: Words<typeof en> = { en, fr }
