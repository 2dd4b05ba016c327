import { Button, FileButton, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
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
import { Cancel, type ReadFile } from '../queries'
import type { StepProps } from '../step'
import { FILE_TYPES, type UploadSource } from '../upload-source'
import { useUpload } from '../use-upload'

interface Props extends StepProps {
  file: ReadFile
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
      {sheet !== undefined && <SheetChange {...props} sheet={sheet} />}
    </Dialog>
  )
}

function SheetChange({
  file,
  sheet,
  bulkInvite,
  source,
  onUploaded,
}: Omit<Props, 'chosen'> & { sheet: string }) {
  const [upload, isUploading] = useUpload()
  const [, cancel] = useMutation(Cancel)
  const [error, setError] = useState<string>()
  const defaults = { role: file.defaultRole, groupIds: file.defaultGroups.map(({ id }) => id) }

  const discard = (bulkInviteId: string) =>
    requireSuccess(cancel({ input: { bulkInviteId, revokePending: false } }))

  async function read(from: UploadSource) {
    setError(undefined)
    try {
      const { bulkInvite: other, isAwaited } = await upload(from, { defaults, sheet })
      if (!other) return
      if (isAwaited) onUploaded(other, from)
      await discard(isAwaited ? bulkInvite.id : other.id).catch(notifyFailure)
    } catch (thrown) {
      setError(errorMessage(thrown))
    }
  }

  return (
    <Stack>
      <Text className="breakable">{texts.text(file.sheet ?? '')}</Text>
      {!source && (
        <Text className="breakable">{texts.again(bulkInvite.filename ?? strings.uploads.unnamed)}</Text>
      )}
      {error && <Note kind="error">{error}</Note>}
      <Group justify="end">
        <CancelButton />
        {source ? (
          <Button loading={isUploading} onClick={() => void read(source)}>
            {texts.read}
          </Button>
        ) : (
          <FileButton accept={FILE_TYPES} onChange={(chosen) => chosen && void read({ file: chosen })}>
            {(button) => (
              <Button loading={isUploading} {...button}>
                {texts.choose}
              </Button>
            )}
          </FileButton>
        )}
      </Group>
    </Stack>
  )
}
