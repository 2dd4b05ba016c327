import { Title } from '@mantine/core'
import type { ResultOf } from '../api/graphql'
import { jobsTest } from '../strings/jobs'
import type { SendTestEmail } from './mutations'

type Line = ResultOf<typeof SendTestEmail>['sendTestEmail']['conversation'][number]

/** What this service and a mail server said to each other, line by line. */
export function Conversation({ lines }: { lines: readonly Line[] }) {
  return (
    <section>
      <Title order={2} mb="xs">
        {jobsTest.conversation}
      </Title>
      <ol className="conversation" aria-label={jobsTest.conversation}>
        {lines.map(({ from, text, atMs }, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a conversation that is over does not change.
          <li key={place} data-from={from.toLowerCase()}>
            <span className="dimmed small figures">{jobsTest.after(atMs)}</span>
            <span className="small side">{jobsTest.sides[from]}</span>
            <code>{text}</code>
          </li>
        ))}
      </ol>
    </section>
  )
}
