import { jobs, jobsFailures } from '../strings/jobs'
import type { FailureGroup } from './queries'

/** What a mail server said, behind its code: "550 5.1.1 No such user". */
export function replyWords({ replyCode, reply }: { replyCode: number | null; reply: string | null }): string {
  return [replyCode, reply].filter(Boolean).join(' ') || jobs.noAnswer
}

/** In sentences; the whole of it stands with the attempts of each email. */
const MAX_WORDS = 120

/** A failure group as a sentence names it, with so much of a long reply as the API's sentences have. */
export function groupName(group: Pick<FailureGroup, 'replyCode' | 'reply' | 'recipientDomain'>): string {
  return jobsFailures.group(shortened(replyWords(group)), group.recipientDomain ?? jobs.noDomain)
}

function shortened(words: string): string {
  return words.length <= MAX_WORDS ? words : `${words.slice(0, MAX_WORDS - 1)}…`
}

/** Returns what the logs call something: an `id` without its type. What it cannot read it leaves as it is. */
export function logId(id: string): string {
  try {
    const [, key] = atob(id).split(':')
    return key || id
  } catch {
    return id
  }
}
