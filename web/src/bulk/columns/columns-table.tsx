import { Select } from '@mantine/core'
import { useState } from 'react'
import { columns as texts } from '../../strings/columns'
import { CELL, COLUMN_HEADER, ROW, ROW_GROUP, TABLE } from '../../ui/table-roles'
import type { FileColumn } from '../queries'
import { columnNames } from './column-names'
import { MEANINGS, type Meaning, type Meanings, meaningOf } from './meanings'
import type { MappingProblems } from './use-mapping'

const UNUSED = 'UNUSED'
const OPTIONS = [
  ...MEANINGS.map((meaning) => ({ value: meaning, label: texts.meaning[meaning] })),
  { value: UNUSED, label: texts.unused },
]
const FIELDS = { EMAIL: 'email', ROLE: 'role', GROUPS: 'groups' } as const

interface Props {
  columns: readonly FileColumn[]
  meanings: Meanings
  problems: MappingProblems | undefined
  onChange: (position: number, meaning: Meaning | null) => void
}

/** Each column with its name, what its first rows say, and what it means. */
export function ColumnsTable({ columns, meanings, problems, onChange }: Props) {
  const [status, setStatus] = useState('')
  const names = columnNames(columns)

  function choose({ position }: FileColumn, meaning: Meaning | null) {
    const before = meaning && names[columns.findIndex((each) => each.position === meanings[meaning])]
    setStatus(before && meanings[meaning] !== position ? texts.taken(texts.meaning[meaning], before) : '')
    onChange(position, meaning)
  }

  return (
    <div className="columns-scroll">
      <table className="columns-table" aria-label={texts.table} {...TABLE}>
        <thead {...ROW_GROUP}>
          <tr {...ROW}>
            <th {...COLUMN_HEADER}>{texts.column}</th>
            <th {...COLUMN_HEADER}>{texts.samples}</th>
            <th {...COLUMN_HEADER}>{texts.means}</th>
          </tr>
        </thead>
        <tbody {...ROW_GROUP}>
          {columns.map((column, place) => {
            const meaning = meaningOf(meanings, column.position)
            const name = names[place] ?? ''
            return (
              <tr key={column.position} data-used={meaning !== null || undefined} {...ROW}>
                <td {...CELL} className="column-name">
                  <bdi className="few-lines">{name}</bdi>
                </td>
                <td {...CELL} className="column-samples">
                  <bdi className="few-lines">
                    {column.samples.join(texts.betweenSamples) || (
                      <span className="dimmed">{texts.empty}</span>
                    )}
                  </bdi>
                </td>
                <td {...CELL}>
                  <Select
                    aria-label={texts.meaningOf(name)}
                    data={OPTIONS}
                    allowDeselect={false}
                    value={meaning ?? UNUSED}
                    error={errorOf(meaning, place, meanings, problems)}
                    onChange={(value) => choose(column, value === UNUSED ? null : (value as Meaning))}
                  />
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
      <span className="visually-hidden" role="status">
        {status}
      </span>
    </div>
  )
}

/** What no column means stands at the first one. */
function errorOf(
  meaning: Meaning | null,
  place: number,
  meanings: Meanings,
  problems: MappingProblems | undefined,
): string | undefined {
  const own = meaning && problems?.[FIELDS[meaning]]
  if (own || place > 0) return own ?? undefined
  const absent = MEANINGS.find((each) => meanings[each] === undefined && problems?.[FIELDS[each]])
  return absent && problems?.[FIELDS[absent]]
}
