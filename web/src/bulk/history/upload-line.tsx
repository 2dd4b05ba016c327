import type { Ref } from 'react'
import { strings } from '../../strings'
import type { BulkInvite } from '../queries'
import { stateOf, type UploadState } from '../upload-state'
import { UploadedBy } from '../uploaded-by'
import { countsOf } from './upload-counts'

const COLOURS: Record<UploadState, 'ok' | 'warning' | 'error' | 'info' | 'idle'> = {
  CHECKING: 'info',
  MAPPING: 'warning',
  REVIEW: 'warning',
  SENDING: 'info',
  REVOKING: 'info',
  EMAILING: 'info',
  SENT: 'ok',
  NOBODY: 'warning',
  REVOKED: 'idle',
  STOPPED: 'idle',
  DISCARDED: 'idle',
  FAILED: 'error',
}

interface Props {
  upload: BulkInvite
  ref: Ref<HTMLButtonElement> | undefined
  onOpen: (id: string) => void
}

/** One upload: which file, by whom, when, and what became of it. */
export function UploadLine({ upload, ref, onOpen }: Props) {
  const state = stateOf(upload)
  return (
    <li className="upload">
      <div className="upload-file">
        <button ref={ref} type="button" className="link breakable" onClick={() => onOpen(upload.id)}>
          <bdi>{upload.filename ?? strings.uploads.unnamed}</bdi>
        </button>
        <UploadedBy upload={upload} />
      </div>
      <div className="upload-state">
        <span className={`pill pill-${COLOURS[state]}`}>{strings.uploads.states[state]}</span>
        <span className="small figures">{countsOf(upload).join(' · ')}</span>
      </div>
      {upload.failureReason && <p className="error small breakable">{upload.failureReason.message}</p>}
    </li>
  )
}
