import { Button, Group, Loader, Stack, Text } from '@mantine/core'
import { Dropzone } from '@mantine/dropzone'
import { useRef, useState } from 'react'
import { useClient, useMutation, useQuery } from 'urql'
import { errorMessage, ShownError } from '../api/errors'
import { newIdempotencyKey } from '../api/idempotency-key'
import { requireSuccess } from '../api/payloads'
import { number, strings } from '../strings'
import { downloadFile } from '../ui/download-file'
import { FileIcon } from '../ui/icons'
import { lazyPart } from '../ui/lazy-page'
import { Note } from '../ui/note'
import { useDialogGuard, useUnsaved } from '../ui/unsaved'
import { useAsyncAction } from '../ui/use-async-action'
import { type Defaults, DefaultsFields } from './defaults'
import type { UploadHistoryProps } from './history/upload-history'
import { type BulkInvite, TemplateQuery, Upload } from './queries'

const UploadHistory = lazyPart<UploadHistoryProps>(() => import('./history/upload-history'))

interface Props {
  /** Opens an earlier upload. */
  onOpen: (id: string) => void
  onUploaded: (bulkInvite: BulkInvite) => void
}

export function ChooseFile({ onOpen, onUploaded }: Props) {
  const client = useClient()
  const [{ data }] = useQuery({ query: TemplateQuery, requestPolicy: 'cache-first' })
  const [{ fetching }, upload] = useMutation(Upload)
  const [error, setError] = useState<string>()
  const [run, isDownloading] = useAsyncAction()
  const [defaults, setDefaults] = useState<Defaults>({ role: null, groupIds: [] })
  const [isCreating, setCreating] = useState(false)
  const isBegun = defaults.role !== null || defaults.groupIds.length > 0
  useUnsaved(isBegun ? strings.bulk.unsavedDefaults : undefined)
  const guard = useDialogGuard()
  const openFileDialog = useRef<() => void>(null)

  async function uploadFiles(files: File[]) {
    const [file] = files
    setError(files.length > 1 ? strings.bulk.severalFiles(files.map(({ name }) => name)) : undefined)
    if (!file || files.length > 1) return
    try {
      const { bulkInvite } = await requireSuccess(
        upload({
          input: {
            source: { file },
            defaultRole: defaults.role,
            defaultGroupIds: defaults.groupIds,
            idempotencyKey: newIdempotencyKey(),
          },
        }),
      )
      if (bulkInvite) onUploaded(bulkInvite)
    } catch (thrown) {
      setError(errorMessage(thrown))
    }
  }

  async function downloadTemplate() {
    const template =
      data?.csvTemplate ?? (await client.query(TemplateQuery, {}).toPromise()).data?.csvTemplate
    if (!template) throw new ShownError(strings.unreachable)
    downloadFile(template.filename, template.content, 'text/csv')
  }

  return (
    <Stack>
      {error && <Note kind="error">{error}</Note>}
      <DefaultsFields value={defaults} onChange={setDefaults} onCreating={setCreating} />
      <Dropzone
        openRef={openFileDialog}
        onDrop={(files) => void uploadFiles(files)}
        onReject={() => setError(strings.bulk.oneFile)}
        // All that is dropped is looked at: of several, the first alone would be taken without a word.
        multiple
        disabled={fetching || isCreating}
        activateOnClick={false}
        activateOnKeyboard={false}
        enablePointerEvents
        className="dropzone"
        inputProps={{
          'aria-label': strings.bulk.file,
          accept: '.csv,text/csv',
          multiple: false,
          tabIndex: -1,
        }}
      >
        <Stack align="center" gap="xs">
          {fetching ? <Loader size={28} /> : <FileIcon size={28} />}
          <Text fw={600} role="status">
            {fetching ? strings.bulk.uploading : strings.bulk.drop}
          </Text>
          <Button
            variant="default"
            disabled={fetching || isCreating}
            onClick={() => openFileDialog.current?.()}
            data-autofocus
          >
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
        <Button variant="default" loading={isDownloading} onClick={() => run(downloadTemplate)}>
          {strings.bulk.template}
        </Button>
      </Group>
      <UploadHistory onOpen={(id) => void guard(() => onOpen(id))} />
    </Stack>
  )
}
