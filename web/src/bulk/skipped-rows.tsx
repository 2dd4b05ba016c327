import { Table } from '@mantine/core'
import { useQuery } from 'urql'
import { strings } from '../strings'
import { type Bulk, RowsQuery } from './queries'

const SHOWN = 50

/** Who was not invited although the review was fine: somebody was faster, say. */
export function SkippedRows({ bulk }: { bulk: Bulk }) {
  const [{ data }] = useQuery({
    query: RowsQuery,
    variables: { id: bulk.id, statuses: ['SKIPPED'], first: SHOWN },
    requestPolicy: 'cache-and-network',
  })
  const rows = data?.bulkInvite?.rows
  if (!rows) return null
  return (
    <div className="problems">
      <Table aria-label={strings.bulk.skipped} verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{strings.bulk.row}</Table.Th>
            <Table.Th scope="col">{strings.people.email}</Table.Th>
            <Table.Th scope="col">{strings.bulk.reason}</Table.Th>
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
      {rows.totalCount > SHOWN && (
        <p className="dimmed small">{strings.bulk.tooManyProblems(rows.totalCount - SHOWN)}</p>
      )}
    </div>
  )
}
