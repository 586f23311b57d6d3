import type { PutLensRange } from '@vitrine/gateway/schemas/admin-lenses'
import { useState } from 'react'
import { saveFile } from '../api.ts'
import { useLensWords } from '../words/lenses.ts'
import { rangeOfFile } from './lens-rows.ts'

interface LensFileProps {
  readonly range: PutLensRange
  readonly onOpen: (range: PutLensRange) => void
}

/** The whole range as a file, to keep or to change elsewhere, and back. */
export function LensFile({ range, onOpen }: LensFileProps) {
  const own = useLensWords()
  const [told, setTold] = useState('')
  const [isBad, setBad] = useState(false)
  const open = async (file: File) => {
    const read = rangeOfFile(await file.text())
    setBad(read.outcome !== 'read')
    switch (read.outcome) {
      case 'read':
        onOpen(read.range)
        setTold(own.opened(read.range.options.length + read.range.treatments.length))
        break
      case 'not-json':
        setTold(own.notJson)
        break
      case 'wrong':
        setTold(own.wrongFile(own.row(read.list === 'options' ? own.lenses : own.treatments, read.row), read.field))
    }
  }
  return (
    <div>
      <div className="oact">
        <label className="ob">
          {own.open}
          <input
            className="sr"
            type="file"
            accept="application/json,.json"
            onChange={({ target }) => {
              const [file] = target.files ?? []
              if (file) void open(file)
              target.value = ''
            }}
          />
        </label>
        <button
          className="ob"
          type="button"
          onClick={() => saveFile(new Blob([JSON.stringify(range, undefined, 2)], { type: 'application/json' }), 'lenses.json')}
        >
          {own.save}
        </button>
      </div>
      <p className="fine ink-3">{own.fileHint}</p>
      <p className={isBad ? 'bad' : undefined} role={isBad ? 'alert' : 'status'}>
        {told}
      </p>
    </div>
  )
}
