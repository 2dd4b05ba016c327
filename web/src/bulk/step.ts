import type { Bulk } from './queries'

/** What each step of a bulk invite is given: validating, review, sending, summary. */
export interface StepProps {
  bulk: Bulk
  hear: (bulk: Bulk | null) => void
  onAnother: () => void
  onClose: () => void
}
