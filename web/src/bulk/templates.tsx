import { Button, Group } from '@mantine/core'
import { useClient } from 'urql'
import { ShownError } from '../api/errors'
import { strings } from '../strings'
import { downloadFile } from '../ui/download-file'
import { DownloadButton } from '../ui/download-link'
import { useAsyncAction } from '../ui/use-async-action'
import { type Template, TemplateQuery } from './queries'

interface Props {
  /** Undefined until it is loaded. */
  template: Template | undefined
}

/** A file to fill in, as a workbook and as CSV. */
export function Templates({ template }: Props) {
  const client = useClient()
  const [run, isDownloading] = useAsyncAction()

  async function downloadCsv() {
    const known = template ?? (await client.query(TemplateQuery, {}).toPromise()).data?.csvTemplate
    if (!known) throw new ShownError(strings.unreachable)
    downloadFile(known.filename, known.content, 'text/csv')
  }

  return (
    <Group gap="xs">
      {template && (
        <DownloadButton url={template.spreadsheetUrl}>{strings.bulk.spreadsheetTemplate}</DownloadButton>
      )}
      <Button variant="default" loading={isDownloading} onClick={() => run(downloadCsv)}>
        {strings.bulk.template}
      </Button>
    </Group>
  )
}
