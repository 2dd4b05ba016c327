import { useCallback } from 'react'
import { useSearchParams } from 'wouter'
import { UNFINISHED, UPLOADS } from '../bulk/history/upload-filter'

export type InviteMode = 'single' | 'bulk'

export interface Invite {
  mode: InviteMode
  /** The bulk invite that the tab "bulk" shows; undefined where a file has to be chosen. */
  bulkInviteId: string | undefined
}

interface InviteModalState {
  /** The tab that is open; undefined where the modal is closed. */
  mode: InviteMode | undefined
  /** The bulk invite that the tab "bulk" shows; undefined where a file has to be chosen. */
  bulkInviteId: string | undefined
  open: (mode: InviteMode, bulkInviteId?: string) => void
  /** Opens an upload; without an id, the list of those that are unfinished. */
  openUpload: (bulkInviteId: string | undefined) => void
  /** Goes on in another tab, or with another bulk invite, without a new entry in the browser's history. */
  replace: (mode: InviteMode | undefined, bulkInviteId?: string) => void
}

/** What the invite modal shows. It is kept in the address, so that a reload comes back to it. */
export function useInviteModal(): InviteModalState {
  const [parameters, setParameters] = useSearchParams()
  const mode = parameters.get('invite')
  const open = useCallback(
    (next: InviteMode, id?: string) => setParameters((before) => withModal(before, next, id)),
    [setParameters],
  )
  const openUpload = useCallback(
    (id: string | undefined) =>
      setParameters((before) => {
        const after = withModal(before, 'bulk', id)
        if (!id) after.set(UPLOADS, UNFINISHED)
        return after
      }),
    [setParameters],
  )
  const replace = useCallback(
    (next: InviteMode | undefined, id?: string) =>
      setParameters((before) => withModal(before, next, id), { replace: true }),
    [setParameters],
  )
  return {
    mode: mode === 'single' || mode === 'bulk' ? mode : undefined,
    bulkInviteId: parameters.get('bulkInvite') ?? undefined,
    open,
    openUpload,
    replace,
  }
}

function withModal(parameters: URLSearchParams, mode: InviteMode | undefined, bulkInviteId?: string) {
  for (const [name, value] of Object.entries({ invite: mode, bulkInvite: bulkInviteId })) {
    if (value) parameters.set(name, value)
    else parameters.delete(name)
  }
  if (!mode) parameters.delete(UPLOADS)
  return parameters
}
