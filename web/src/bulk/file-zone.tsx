import { Button, Loader, Stack, Text } from '@mantine/core'
import { Dropzone } from '@mantine/dropzone'
import { useRef } from 'react'
import { strings } from '../strings'
import { FileIcon } from '../ui/icons'
import { FILE_TYPES } from './upload-source'

interface Props {
  isUploading: boolean
  isDisabled: boolean
  /** How many people one file may hold, as text; undefined until it is known. */
  maxRows: string | undefined
  onFiles: (files: File[]) => void
  onRefuse: () => void
}

/** Takes a file that is dropped on it, or chosen. */
export function FileZone({ isUploading, isDisabled, maxRows, onFiles, onRefuse }: Props) {
  const openFileDialog = useRef<() => void>(null)
  return (
    <Dropzone
      openRef={openFileDialog}
      onDrop={onFiles}
      onReject={onRefuse}
      // All that is dropped is looked at: of several, the first alone would be taken without a word.
      multiple
      disabled={isUploading || isDisabled}
      activateOnClick={false}
      activateOnKeyboard={false}
      enablePointerEvents
      className="dropzone"
      inputProps={{ 'aria-label': strings.bulk.file, accept: FILE_TYPES, multiple: false, tabIndex: -1 }}
    >
      <Stack align="center" gap="xs">
        {isUploading ? <Loader size={28} /> : <FileIcon size={28} />}
        <Text fw={600} ta="center" role="status">
          {isUploading ? strings.bulk.uploading : strings.bulk.drop}
        </Text>
        <Button
          variant="default"
          disabled={isUploading || isDisabled}
          onClick={() => openFileDialog.current?.()}
          data-autofocus
        >
          {strings.bulk.browse}
        </Button>
        <Text c="dimmed" ta="center" className="small">
          {strings.bulk.kinds} {maxRows && strings.bulk.atMost(maxRows)}
        </Text>
      </Stack>
    </Dropzone>
  )
}
