import { createContext, use, useCallback, useEffect, useId } from 'react'

/** What is lost if the window is closed now, as a question to the person. */
export interface Loss {
  title: string
  text: string
}

interface Unsaved {
  /** Notes what would be lost; undefined: nothing any more. */
  note: (key: string, loss: Loss | undefined) => void
  /** Resolves to whether the loss is accepted. */
  confirmLoss: (loss: Loss) => Promise<boolean>
  /** Does something that leaves what was begun, and asks first where something would be lost. Resolves to whether it was done. */
  guard: (action: () => void) => Promise<boolean>
  /** Closes the window, and asks first where something would be lost. */
  close: () => void
}

export const UnsavedContext = createContext<Unsaved | null>(null)

/**
 * Has the window around it ask before `loss` happens; undefined: there is nothing to lose.
 * Returns a function that asks about this alone, for what throws it away and leaves the window open.
 */
export function useUnsaved(loss: Loss | undefined): () => Promise<boolean> {
  const unsaved = use(UnsavedContext)
  const key = useId()
  const note = unsaved?.note
  useEffect(() => note?.(key, loss), [note, key, loss])
  useEffect(() => () => note?.(key, undefined), [note, key])
  return useCallback(async () => !loss || !unsaved || (await unsaved.confirmLoss(loss)), [loss, unsaved])
}

/** Returns a function that closes the window around it as Escape does. */
export function useDialogClose(): () => void {
  const unsaved = use(UnsavedContext)
  if (!unsaved) throw new Error('useDialogClose needs a Dialog')
  return unsaved.close
}

/**
 * Returns a function that does something else in the window, and asks first where something would be lost by it.
 * It resolves to whether it was done.
 */
export function useDialogGuard(): Unsaved['guard'] {
  const unsaved = use(UnsavedContext)
  if (!unsaved) throw new Error('useDialogGuard needs a Dialog')
  return unsaved.guard
}
