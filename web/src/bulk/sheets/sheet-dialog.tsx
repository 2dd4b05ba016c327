import { Button, FileButton, Group, Stack, Text } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useMutation } from 'urql'
import { errorMessage } from '../../api/errors'
import { requireSuccess } from '../../api/payloads'
import { strings } from '../../strings'
import { sheets as texts } from '../../strings/columns'
import { CancelButton } from '../../ui/cancel-button'
import { Dialog } from '../../ui/dialog'
import { Note } from '../../ui/note'
import { notifyFailure } from '../../ui/notify'
import { useLastValue } from '../../ui/use-last-value'
import { Cancel, type UploadedFile } from '../queries'
import type { StepProps } from '../step'
import { FILE_TYPES, isReadable, type UploadSource } from '../upload-source'
import { useUpload } from '../use-upload'

interface Props extends StepProps {
  file: UploadedFile
  /** The sheet to read instead; undefined: the window is closed. */
  chosen: string | undefined
  onClose: () => void
}

/** Asks before another sheet takes the place of this one: the file is uploaded again, as the server keeps one sheet of it. */
export function SheetDialog({ chosen, ...props }: Props) {
  const sheet = useLastValue(chosen)
  return (
    <Dialog
      isOpen={chosen !== undefined}
      isCentered
      size={440}
      title={sheet ? texts.title(sheet) : ''}
      onClose={props.onClose}
    >
      {sheet !== undefined && (
        <SheetChange key={sheet} {...props} sheet={sheet} isOpen={chosen !== undefined} />
      )}
    </Dialog>
  )
}

function SheetChange({
  file,
  sheet,
  isOpen,
  bulkInvite,
  source,
  onUploaded,
}: Omit<Props, 'chosen'> & { sheet: string; isOpen: boolean }) {
  const [upload, isUploading] = useUpload()
  const [, cancel] = useMutation(Cancel)
  const [error, setError] = useState<string>()
  const [isGone, setGone] = useState(false)
  const forgetChosen = useRef<() => void>(null)
  /** While the window fades away it is still there, and yet closed. */
  const isWanted = useRef(isOpen)
  useEffect(() => {
    isWanted.current = isOpen
  }, [isOpen])
  const kept = isGone ? undefined : source
  const defaults = { role: file.defaultRole, groupIds: file.defaultGroups.map(({ id }) => id) }

  const discard = (bulkInviteId: string) =>
    requireSuccess(cancel({ input: { bulkInviteId, revokePending: false } }))

  async function read(from: UploadSource) {
    setError(undefined)
    try {
      const { bulkInvite: other, isAwaited } = await upload(from, { defaults, sheet })
      if (!other) return
      const isTaken = isAwaited && isWanted.current
      if (isTaken) onUploaded(other, from)
      await discard(isTaken ? bulkInvite.id : other.id).catch(notifyFailure)
    } catch (thrown) {
      if (!(await isReadable(from))) setGone(true)
      setError(errorMessage(thrown))
    }
  }

  return (
    <Stack>
      <Text className="breakable">{texts.text(file.sheet ?? '')}</Text>
      {!kept && (
        <Text className="breakable">{texts.again(bulkInvite.filename ?? strings.uploads.unnamed)}</Text>
      )}
      {error && <Note kind="error">{error}</Note>}
      <Group justify="end">
        <CancelButton />
        <FileButton
          accept={FILE_TYPES}
          resetRef={forgetChosen}
          onChange={(chosen) => {
            // Otherwise the same file could not be chosen again.
            forgetChosen.current?.()
            if (chosen) void read({ file: chosen })
          }}
        >
          {({ onClick }) => (
            <Button loading={isUploading} onClick={kept ? () => void read(kept) : onClick}>
              {kept ? texts.read : texts.choose}
            </Button>
          )}
        </FileButton>
      </Group>
    </Stack>
  )
}
