import { Group, Table } from '@mantine/core'
import { useState } from 'react'
import { useMutation } from 'urql'
import { requireSuccess } from '../api/payloads'
import { strings } from '../strings'
import { useAsyncAction } from '../ui/use-async-action'
import { FixRow } from './fix-row'
import { type BulkInvite, type BulkInviteRow, RemoveRow, type RowProblem, UpdateRow } from './queries'
import { problemValue, type RowChange, withSuggestion } from './row-problems'

const CONTEXT = { additionalTypenames: ['BulkInviteRow'] }

interface Props {
  row: BulkInviteRow
  onUpdate: (bulkInvite: BulkInvite | null) => void
}

export function ProblemRow({ row, onUpdate }: Props) {
  const [isFixing, setFixing] = useState(false)
  const [, updateRow] = useMutation(UpdateRow)
  const [, removeRow] = useMutation(RemoveRow)
  const [run, isRunning] = useAsyncAction()

  const update = (change: RowChange) =>
    run(async () => {
      const { bulkInvite } = await requireSuccess(updateRow({ input: { rowId: row.id, ...change } }, CONTEXT))
      setFixing(false)
      onUpdate(bulkInvite)
    })
  const remove = () =>
    run(async () =>
      onUpdate((await requireSuccess(removeRow({ input: { rowId: row.id } }, CONTEXT))).bulkInvite),
    )

  const value = problemValue(row, row.problems[0]) || strings.none
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
              isDisabled={isRunning || isFixing}
              onUse={() => update(withSuggestion(row, problem))}
            />
          ))}
          <Group gap="sm">
            <button
              type="button"
              className="link"
              aria-expanded={isFixing}
              aria-label={strings.bulk.fixRow(row.line)}
              disabled={isFixing}
              onClick={() => setFixing(true)}
            >
              {strings.bulk.fix}
            </button>
            <button
              type="button"
              className="link"
              disabled={isRunning || isFixing}
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
            <FixRow row={row} isSaving={isRunning} onSave={update} onCancel={() => setFixing(false)} />
          </Table.Td>
        </Table.Tr>
      )}
    </>
  )
}

interface ProblemProps {
  problem: RowProblem
  isDisabled: boolean
  onUse: () => void
}

function Problem({ problem, isDisabled, onUse }: ProblemProps) {
  const column = strings.bulk.fields[(problem.path?.[0] ?? '') as keyof typeof strings.bulk.fields]
  const { suggestion } = problem
  return (
    <div>
      <span className={problem.severity === 'ERROR' ? 'error' : 'warning'}>
        <span className="visually-hidden">{strings.bulk.severity[problem.severity]} </span>
        {column}
      </span>{' '}
      {problem.message}{' '}
      {suggestion && (
        <button type="button" className="link" disabled={isDisabled} onClick={onUse}>
          {strings.bulk.use(suggestion)}
        </button>
      )}
    </div>
  )
}
