import { Button, Group, Loader, Stack, Text } from '@mantine/core'
import { Dropzone } from '@mantine/dropzone'
import { useRef, useState } from 'react'
import { useClient, useMutation, useQuery } from 'urql'
import { done, freshKey, messageOf } from '../api/refusals'
import { number, strings } from '../strings'
import { FileIcon } from '../ui/icons'
import { Note } from '../ui/note'
import { save } from '../ui/save'
import { useAct } from '../ui/use-act'
import { OpenFiles } from './open-files'
import { type Bulk, TemplateQuery, Upload } from './queries'

interface Props {
  onChosen: (id: string) => void
  onUploaded: (bulk: Bulk) => void
}

export function ChooseFile({ onChosen, onUploaded }: Props) {
  const client = useClient()
  const [{ data }] = useQuery({ query: TemplateQuery, requestPolicy: 'cache-first' })
  const [{ fetching }, upload] = useMutation(Upload)
  const [problem, setProblem] = useState<string>()
  const [act, isFetchingTemplate] = useAct()
  const browse = useRef<() => void>(null)

  async function take(files: File[]) {
    const [file] = files
    setProblem(files.length === 1 ? undefined : strings.bulk.oneFile)
    if (!file || files.length > 1) return
    try {
      const { bulkInvite } = await done(upload({ input: { source: { file }, idempotencyKey: freshKey() } }))
      if (bulkInvite) onUploaded(bulkInvite)
    } catch (failure) {
      setProblem(messageOf(failure))
    }
  }

  async function download() {
    const template =
      data?.csvTemplate ?? (await client.query(TemplateQuery, {}).toPromise()).data?.csvTemplate
    if (!template) throw new Error(strings.unreachable)
    save(template.filename, template.content, 'text/csv')
  }

  return (
    <Stack>
      <OpenFiles onChosen={onChosen} />
      {problem && <Note kind="error">{problem}</Note>}
      <Dropzone
        openRef={browse}
        onDrop={(files) => void take(files)}
        onReject={() => setProblem(strings.bulk.oneFile)}
        multiple={false}
        disabled={fetching}
        activateOnClick={false}
        activateOnKeyboard={false}
        enablePointerEvents
        className="dropzone"
        inputProps={{ 'aria-label': strings.bulk.file, accept: '.csv,text/csv', tabIndex: -1 }}
      >
        <Stack align="center" gap="xs">
          {fetching ? <Loader size={28} /> : <FileIcon size={28} />}
          <Text fw={600} role="status">
            {fetching ? strings.bulk.uploading : strings.bulk.drop}
          </Text>
          <Button variant="default" disabled={fetching} onClick={() => browse.current?.()} data-autofocus>
            {strings.bulk.browse}
          </Button>
          <Text c="dimmed" ta="center" className="small">
            {strings.bulk.columns}
            {data && ` ${strings.bulk.atMost(number(data.csvTemplate.maxRows))}`}
          </Text>
        </Stack>
      </Dropzone>
      <Group justify="space-between">
        <Text c="dimmed">{strings.bulk.checkedFirst}</Text>
        <Button variant="default" loading={isFetchingTemplate} onClick={() => act(download)}>
          {strings.bulk.template}
        </Button>
      </Group>
    </Stack>
  )
}
