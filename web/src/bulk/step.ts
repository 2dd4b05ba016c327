import type { BulkInvite } from './queries'

/** What each step of a bulk invite is given: validating, review, sending, summary. */
export interface StepProps {
  bulkInvite: BulkInvite
  /** Takes the bulk invite that a mutation returned. */
  onUpdate: (bulkInvite: BulkInvite | null) => void
  /** Goes back to where a file is chosen. */
  onRestart: () => void
  onClose: () => void
}
