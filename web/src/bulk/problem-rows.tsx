import { Button, Skeleton, Table } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useQuery } from 'urql'
import { sentenceOf } from '../api/refusals'
import { strings } from '../strings'
import { Note } from '../ui/note'
import { ProblemRow } from './problem-row'
import { type Bulk, RowsQuery } from './queries'

const PAGE = 25
const MOST = 100
const PROBLEMS = ['ERROR', 'WARNING'] as const

interface Props {
  bulk: Bulk
  hear: (bulk: Bulk | null) => void
}

/** The rows with something against them, each to be mended or removed in place. */
export function ProblemRows({ bulk, hear }: Props) {
  const [first, setFirst] = useState(PAGE)
  const [{ data, error }, reload] = useQuery({
    query: RowsQuery,
    variables: { id: bulk.id, statuses: [...PROBLEMS], first },
  })
  const { errorRows, warningRows } = bulk
  // biome-ignore lint/correctness/useExhaustiveDependencies: other counts mean that other rows are at fault.
  useEffect(() => reload({ requestPolicy: 'network-only' }), [errorRows, warningRows, reload])

  if (error) return <Note kind="error">{sentenceOf(error)}</Note>
  const rows = data?.bulkInvite?.rows
  if (!rows) return <Skeleton height={120} />
  const shown = rows.edges.length
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
            <ProblemRow key={node.id} row={node} hear={hear} />
          ))}
        </Table.Tbody>
      </Table>
      {rows.pageInfo.hasNextPage &&
        (first < MOST ? (
          <Button variant="subtle" size="compact-sm" onClick={() => setFirst(first + PAGE)}>
            {strings.bulk.more(rows.totalCount - shown)}
          </Button>
        ) : (
          <p className="dimmed small">{strings.bulk.tooManyProblems(rows.totalCount - shown)}</p>
        ))}
    </div>
  )
}
