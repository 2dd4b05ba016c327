import type { BulkInvite } from './queries'
import type { UploadSource } from './upload-source'
import type { OnUploaded } from './use-upload'

/** What each step of a bulk invite is given: validating, columns, review, sending, summary. */
export interface StepProps {
  bulkInvite: BulkInvite
  /** What was uploaded, for as long as this page has it. */
  source: UploadSource | undefined
  /** Takes the bulk invite that a mutation returned. */
  onUpdate: (bulkInvite: BulkInvite | null) => void
  /** Goes on with another upload, in the place of this one. */
  onUploaded: OnUploaded
  /** From the review to what the columns mean, and back. */
  onColumns: (isOpen: boolean) => void
  /** Goes back to where a file is chosen. */
  onRestart: () => void
  onClose: () => void
}

type Step = 'validating' | 'columns' | 'review' | 'sending' | 'summary'

/** Once a list was checked, a worker edits many of its rows: what is looked at stays. */
export function stepOf(
  { status }: Pick<BulkInvite, 'status'>,
  isReviewed: boolean,
  isColumnsOpen: boolean,
): Step {
  switch (status) {
    case 'VALIDATING':
    case 'READY':
      if (!isReviewed) return 'validating'
      return isColumnsOpen ? 'columns' : 'review'
    case 'MAPPING':
      return 'columns'
    case 'SENDING':
      return 'sending'
    default:
      return 'summary'
  }
}
