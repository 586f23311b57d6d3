import type { ReactNode } from 'react'
import { Icon } from './icon.tsx'

const looks = {
  good: ['note', 'check'],
  warn: ['note warn', 'warning'],
  bad: ['note bad', 'warning'],
  info: ['note info', 'info'],
} as const

/** One sentence about what just happened or must be known. `live` speaks it when it appears. */
export function Note({
  look,
  live,
  children,
}: {
  readonly look: keyof typeof looks
  readonly live?: boolean
  readonly children: ReactNode
}) {
  const [className, icon] = looks[look]
  return (
    <div className={className} role={live ? (look === 'bad' ? 'alert' : 'status') : undefined}>
      <Icon name={icon} />
      <span>{children}</span>
    </div>
  )
}
