import { Button, Skeleton, Table } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useQuery } from 'urql'
import { requestErrorMessage } from '../api/errors'
import { strings } from '../strings'
import { Note } from '../ui/note'
import { ProblemRow } from './problem-row'
import { type BulkInvite, RowsQuery } from './queries'

const PAGE_SIZE = 25
const MAX_ROWS = 100
const STATUSES = ['ERROR', 'WARNING'] as const

interface Props {
  bulkInvite: BulkInvite
  onUpdate: (bulkInvite: BulkInvite | null) => void
}

/** The rows with errors or warnings, each to be fixed or removed in place. */
export function ProblemRows({ bulkInvite, onUpdate }: Props) {
  const [first, setFirst] = useState(PAGE_SIZE)
  const [{ data, error }, reload] = useQuery({
    query: RowsQuery,
    variables: { id: bulkInvite.id, statuses: [...STATUSES], first },
  })
  const { errorRows, warningRows } = bulkInvite
  // biome-ignore lint/correctness/useExhaustiveDependencies: other counts mean that other rows have problems.
  useEffect(() => reload({ requestPolicy: 'network-only' }), [errorRows, warningRows, reload])

  if (error) return <Note kind="error">{requestErrorMessage(error)}</Note>
  const rows = data?.bulkInvite?.rows
  if (!rows) return <Skeleton height={120} />
  const hidden = rows.totalCount - rows.edges.length
  return (
    <div className="problems">
      <Table aria-label={strings.bulk.problems} verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col" className="line-column">
              {strings.bulk.row}
            </Table.Th>
            <Table.Th scope="col" w="32%" className="wide-only">
              {strings.bulk.value}
            </Table.Th>
            <Table.Th scope="col">{strings.bulk.problem}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.edges.map(({ node }) => (
            <ProblemRow key={node.id} row={node} onUpdate={onUpdate} />
          ))}
        </Table.Tbody>
      </Table>
      {rows.pageInfo.hasNextPage &&
        (first < MAX_ROWS ? (
          <Button variant="subtle" size="compact-sm" onClick={() => setFirst(first + PAGE_SIZE)}>
            {strings.bulk.more(hidden)}
          </Button>
        ) : (
          <p className="dimmed small">{strings.bulk.tooManyProblems(hidden, rows.totalCountIsExact)}</p>
        ))}
    </div>
  )
}
