import { PauseDialog } from './pause-dialog'
import type { QueuePause } from './queries'
import { ResumeDialog } from './resume-dialog'

/** A domain, and the pause that it had when it was asked about. */
export interface AskedDomain {
  domain: string
  pause: QueuePause | undefined
}

interface Props {
  asked: AskedDomain
  isOpen: boolean
  onClose: () => void
}

/** Asks before emails to a domain are paused, or resumed where they are paused. */
export function DomainPauseDialog({ asked: { domain, pause }, isOpen, onClose }: Props) {
  return pause ? (
    <ResumeDialog queue="EMAIL" pause={pause} isOpen={isOpen} onClose={onClose} />
  ) : (
    <PauseDialog queue="EMAIL" domain={domain} isOpen={isOpen} onClose={onClose} />
  )
}
