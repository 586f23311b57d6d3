import { useState } from 'react'
import { useWords } from '../words/words.tsx'

const themes = ['auto', 'light', 'dark'] as const
type Theme = (typeof themes)[number]

/** The same cookie as the storefront's, so that both look alike. */
const current = (): Theme => {
  const found = /(?:^|; )theme=(light|dark)/.exec(document.cookie)?.[1]
  return found === 'light' || found === 'dark' ? found : 'auto'
}

const show = (theme: Theme) => {
  if (theme === 'auto') document.documentElement.removeAttribute('data-theme')
  else document.documentElement.setAttribute('data-theme', theme)
}
show(current())

export function ThemeChoice() {
  const words = useWords()
  const [theme, setTheme] = useState(current)
  const choose = (next: Theme) => {
    document.cookie = next === 'auto' ? 'theme=; path=/; max-age=0; samesite=lax' : `theme=${next}; path=/; max-age=31536000; samesite=lax`
    show(next)
    setTheme(next)
  }
  return (
    <div className="oseg" role="group" aria-label={words.theme}>
      {themes.map((one) => (
        <button key={one} type="button" aria-pressed={theme === one} onClick={() => choose(one)}>
          {words[one]}
        </button>
      ))}
    </div>
  )
}
