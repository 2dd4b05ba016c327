import { Acts } from './acts'
import { Emails } from './emails'
import { Failures } from './failures'
import type { JobsTab } from './jobs-location'
import { Overview } from './overview'
import { TestEmail } from './test-email'
import { Uploads } from './uploads'

const PANELS: Record<JobsTab, () => React.ReactNode> = {
  overview: Overview,
  failures: Failures,
  emails: Emails,
  uploads: Uploads,
  acts: Acts,
  test: TestEmail,
}

export function JobsPanel({ tab }: { tab: JobsTab }) {
  const Panel = PANELS[tab]
  return <Panel />
}
