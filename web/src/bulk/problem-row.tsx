import { Group, Table } from '@mantine/core'
import { useState } from 'react'
import { useMutation } from 'urql'
import { done } from '../api/refusals'
import { strings } from '../strings'
import { useAct } from '../ui/use-act'
import { FixRow } from './fix-row'
import { type Bulk, type BulkRow, RemoveRow, type RowProblem, UpdateRow } from './queries'
import { cellOf, withSuggestion } from './state'

const CONTEXT = { additionalTypenames: ['BulkInviteRow'] }

interface Props {
  row: BulkRow
  hear: (bulk: Bulk | null) => void
}

export function ProblemRow({ row, hear }: Props) {
  const [isFixing, setFixing] = useState(false)
  const [, updateRow] = useMutation(UpdateRow)
  const [, removeRow] = useMutation(RemoveRow)
  const [act, isBusy] = useAct()

  const update = (cells: { email: string; role: string; groups: string[] }) =>
    act(async () => {
      const { bulkInvite } = await done(updateRow({ input: { rowId: row.id, ...cells } }, CONTEXT))
      setFixing(false)
      hear(bulkInvite)
    })
  const remove = () =>
    act(async () => hear((await done(removeRow({ input: { rowId: row.id } }, CONTEXT))).bulkInvite))

  const value = cellOf(row, row.problems[0]) || strings.none
  return (
    <>
      <Table.Tr>
        <Table.Td className="figures">{row.line}</Table.Td>
        <Table.Td className="breakable wide-only">{value}</Table.Td>
        <Table.Td className="breakable">
          <strong className="narrow-only">{value}</strong>
          {row.problems.map((problem) => (
            <Problem
              key={`${problem.code} ${problem.message}`}
              problem={problem}
              isBusy={isBusy}
              onUse={() => update(withSuggestion(row, problem))}
            />
          ))}
          <Group gap="sm">
            <button
              type="button"
              className="link"
              aria-expanded={isFixing}
              aria-label={strings.bulk.fixRow(row.line)}
              onClick={() => setFixing(!isFixing)}
            >
              {strings.bulk.fix}
            </button>
            <button
              type="button"
              className="link"
              disabled={isBusy}
              aria-label={strings.bulk.removeRow(row.line)}
              onClick={remove}
            >
              {strings.bulk.remove}
            </button>
          </Group>
        </Table.Td>
      </Table.Tr>
      {isFixing && (
        <Table.Tr>
          <Table.Td colSpan={3}>
            <FixRow row={row} isBusy={isBusy} onSave={update} onCancel={() => setFixing(false)} />
          </Table.Td>
        </Table.Tr>
      )}
    </>
  )
}

function Problem({ problem, isBusy, onUse }: { problem: RowProblem; isBusy: boolean; onUse: () => void }) {
  const column = strings.bulk.fields[(problem.path?.[0] ?? '') as keyof typeof strings.bulk.fields]
  const { suggestion } = problem
  return (
    <div>
      <span className={problem.severity === 'ERROR' ? 'error' : 'warning'}>
        <span className="unseen">{strings.bulk.severity[problem.severity]} </span>
        {column}
      </span>{' '}
      {problem.message}{' '}
      {suggestion && (
        <button type="button" className="link" disabled={isBusy} onClick={onUse}>
          {strings.bulk.use(suggestion)}
        </button>
      )}
    </div>
  )
}
