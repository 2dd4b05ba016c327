import { Stack, Text } from '@mantine/core'
import { useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { useQuery } from 'urql'
import { errorMessage } from '../api/errors'
import { number, strings } from '../strings'
import { pasting } from '../strings/pasting'
import { lazyPart } from '../ui/lazy-page'
import { Note } from '../ui/note'
import { useDialogGuard, useUnsaved } from '../ui/unsaved'
import { type Defaults, DefaultsFields } from './defaults'
import { FileZone } from './file-zone'
import type { UploadHistoryProps } from './history/upload-history'
import { PasteField } from './paste/paste-field'
import { PastePreview } from './paste/paste-preview'
import { type Pasted, pastedFiles, readPasted } from './paste/pasted'
import { usePaste } from './paste/use-paste'
import { TemplateQuery } from './queries'
import { Templates } from './templates'
import type { UploadSource } from './upload-source'
import { type OnUploaded, useUpload } from './use-upload'

const UploadHistory = lazyPart<UploadHistoryProps>(() => import('./history/upload-history'))

interface Props {
  /** Opens an earlier upload. */
  onOpen: (id: string) => void
  onUploaded: OnUploaded
}

/** Takes a list of people: a file, or what is pasted. */
export function ChooseFile({ onOpen, onUploaded }: Props) {
  const [{ data }] = useQuery({ query: TemplateQuery, requestPolicy: 'cache-first' })
  const [upload, isUploading] = useUpload()
  const [error, setError] = useState<string>()
  const [defaults, setDefaults] = useState<Defaults>({ role: null, groupIds: [] })
  const [isCreating, setCreating] = useState(false)
  const [typed, setTyped] = useState('')
  const [pasted, setPasted] = useState<Pasted>()
  const isBegun = defaults.role !== null || defaults.groupIds.length > 0
  useUnsaved(isBegun ? strings.bulk.unsavedDefaults : undefined)
  const guard = useDialogGuard()
  const step = useRef<HTMLDivElement>(null)
  const field = useRef<HTMLTextAreaElement>(null)
  usePaste(step, (clipboard) => {
    if (isUploading) return
    const text = clipboard.getData('text/plain')
    const files = pastedFiles([...clipboard.files], text)
    if (files.length === 0) showPasted(readPasted(text, clipboard.getData('text/html')))
    // A group is being made, which is to be chosen before anything is uploaded.
    else if (!isCreating) void takeFiles(files)
  })

  function showPasted(found: Pasted | undefined) {
    setError(found ? undefined : pasting.nothing)
    if (found) setPasted(found)
  }

  async function takeFiles(files: File[]) {
    const [file] = files
    setError(files.length > 1 ? strings.bulk.severalFiles(files.map(({ name }) => name)) : undefined)
    if (file && files.length === 1) await send({ file })
  }

  async function send(source: UploadSource) {
    setError(undefined)
    try {
      const { bulkInvite, isAwaited } = await upload(source, { defaults })
      if (bulkInvite && isAwaited) onUploaded(bulkInvite, source)
    } catch (thrown) {
      setError(errorMessage(thrown))
    }
  }

  function discardPasted() {
    flushSync(() => {
      setPasted(undefined)
      setError(undefined)
    })
    field.current?.focus()
  }

  return (
    <Stack ref={step}>
      {error && <Note kind="error">{error}</Note>}
      <span className="visually-hidden" role="status">
        {pasted && pasting.found[pasted.kind](pasted.count)}
      </span>
      <DefaultsFields value={defaults} onChange={setDefaults} onCreating={setCreating} />
      {pasted ? (
        <PastePreview
          pasted={pasted}
          isUploading={isUploading}
          isDisabled={isCreating}
          onContinue={() => void send(pasted.source)}
          onDiscard={discardPasted}
        />
      ) : (
        <>
          <FileZone
            isUploading={isUploading}
            isDisabled={isCreating}
            maxRows={data && number(data.csvTemplate.maxRows)}
            onFiles={(files) => void takeFiles(files)}
            onRefuse={() => setError(strings.bulk.oneFile)}
          />
          <PasteField
            ref={field}
            text={typed}
            isDisabled={isUploading}
            onChange={setTyped}
            onUse={() => showPasted(readPasted(typed))}
          />
        </>
      )}
      <Stack gap="xs">
        <Text c="dimmed">{strings.bulk.checkedFirst}</Text>
        <Templates template={data?.csvTemplate} />
      </Stack>
      <UploadHistory onOpen={(id) => void guard(() => onOpen(id))} />
    </Stack>
  )
}
