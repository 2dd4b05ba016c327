import { Table } from '@mantine/core'
import { useQuery } from 'urql'
import { atLeast, strings } from '../strings'
import { type BulkInvite, SkippedRowsQuery } from './queries'

const MAX_ROWS = 50

/** Rows that stopped being valid between the review and the sending. */
export function SkippedRows({ bulkInvite }: { bulkInvite: BulkInvite }) {
  const [{ data }] = useQuery({
    query: SkippedRowsQuery,
    variables: { id: bulkInvite.id, first: MAX_ROWS },
    requestPolicy: 'cache-and-network',
  })
  const rows = data?.bulkInvite?.rows
  if (!rows) return null
  return (
    <div className="problems">
      <Table aria-label={strings.summary.skipped} verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{strings.bulk.row}</Table.Th>
            <Table.Th scope="col">{strings.people.email}</Table.Th>
            <Table.Th scope="col">{strings.summary.reason}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.edges.map(({ node }) => (
            <Table.Tr key={node.id}>
              <Table.Td className="figures">{node.line}</Table.Td>
              <Table.Td className="breakable">{node.email}</Table.Td>
              <Table.Td className="breakable">{node.problems[0]?.message}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {rows.totalCount > MAX_ROWS && (
        <p className="dimmed small">
          {strings.summary.moreSkipped(atLeast(rows.totalCount - MAX_ROWS, rows.totalCountIsExact))}
        </p>
      )}
    </div>
  )
}
