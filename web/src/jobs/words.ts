import { jobs, jobsFailures } from '../strings/jobs'
import type { FailureGroup } from './queries'

/** What a mail server said, behind its code: "550 5.1.1 No such user". */
export function replyWords({ replyCode, reply }: { replyCode: number | null; reply: string | null }): string {
  return [replyCode, reply].filter(Boolean).join(' ') || jobs.noAnswer
}

export function groupName(group: Pick<FailureGroup, 'replyCode' | 'reply' | 'recipientDomain'>): string {
  return jobsFailures.group(replyWords(group), group.recipientDomain ?? jobs.noDomain)
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
