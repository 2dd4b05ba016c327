import { counted, listed, number } from './counting'

/** How many emails of a status there are. */
interface Part {
  count: number
  word: string
}

const partWords = ({ count, word }: Part) => `${number(count)} ${word.toLowerCase()}`

const emails = (count: number) => counted(count, 'email', 'emails')

export const jobsActs = {
  list: 'Acts',
  running: 'Acts under way',
  none: 'Nobody has acted yet',
  noneHint: 'Retries, pauses, limits and the like are recorded here, with who and why.',
  kinds: {
    RETRY_DELIVERIES: 'Retry',
    DISCARD_DELIVERIES: 'Discard',
    SETTLE_UNKNOWN: 'Settle',
    PAUSE_QUEUE: 'Pause',
    RESUME_QUEUE: 'Resume',
    UPDATE_QUEUE_LIMITS: 'Limits',
    STOP_BULK_INVITE: 'Stop upload',
    SEND_TEST_EMAIL: 'Test email',
    STOP_ACT: 'Stop',
    ADD_OPERATOR: 'Add operator',
    REMOVE_OPERATOR: 'Remove operator',
    OTHER: 'Act',
  },
  status: {
    TRYING: 'Trying one of each group',
    RUNNING: 'Under way',
    DONE: 'Done',
    STOPPED: 'Stopped',
    FAILED: 'Failed',
  },
  why: 'Why:',
  stopReason: 'Ended early:',
  progress: (done: number, all: number) => `${number(done)} of ${number(all)} emails`,
  announced: (percent: number) => `${percent} % done`,
  skipped: (count: number) => `${number(count)} skipped:`,
  skipReasons: {
    BEING_SENT: 'being sent right now',
    ALREADY_SENT: 'sent already',
    ALREADY_WAITING: 'waiting to be sent anyway',
    NOT_WANTED: 'not wanted any more',
    NOT_UNKNOWN: 'not unknown',
    NOT_WAITING: 'not waiting',
    CANARY_FAILED: 'the email that was tried first failed with the same words',
    CHANGED_MEANWHILE: 'changed meanwhile',
    OTHER: 'for another reason',
  },
  skippedFor: (count: number, reason: string) => `${emails(count)}: ${reason}`,
  canaries: 'Tried first',
  withoutGroup: 'Emails without a failure group',
  canaryWaiting: 'not known yet',
  canaryGood: 'it went through',
  canarySame: 'the same words came back, so the others are left as they are',
  canaryOther: 'it failed with other words, so the others are sent:',
  canaryLost: 'nothing came of it in time, so the others are left as they are',
  canariesLoading: 'Loading …',
  canariesFailed: 'What was tried first could not be loaded',
  noCanaries: 'No email was tried first.',
  showCanary: 'Show email',
  stop: 'Stop',
  stopTitle: 'Stop this act?',
  stopText: 'What it has done stays done. The other emails are left as they are.',
  stopConfirm: 'Stop act',
  stopped: 'The act was stopped.',
  goesOn: 'You can close this window: a worker goes on, and “Acts” shows how far it is.',
}

export const jobsAct = {
  reason: 'Reason',
  reasonHint: 'Other operators read it in “Acts”. Name no addresses.',
  reasonMissing: 'Say why, in a few words.',
  optional: 'Reason (optional)',
  expected: 'At most',
  expectedHint: 'Nothing is done if more emails match by then.',
  expectedWrong: 'Enter a whole number, 1 or more.',
  atLeast: 'More match than are counted here. Enter how many you expect.',
  counting: 'Counting what matches …',
  notCounted: 'What matches could not be counted',
  nothing: 'Nothing matches any more that this can be done with.',
  counts: (count: number, parts: readonly Part[]) => {
    const [only, ...others] = parts
    if (!only || others.length > 0) return `${emails(count)}: ${listed(parts.map(partWords))}`
    return `${emails(count)}, ${count === 1 ? '' : 'all '}${only.word.toLowerCase()}`
  },
  parts: (parts: readonly Part[]) => parts.map(partWords).join(', '),
  matching: 'what the filters keep',
}

export const jobsRetry = {
  title: 'Retry emails',
  spread: 'Spread over',
  spreads: {
    '0': 'At once',
    '600': '10 minutes',
    '1800': '30 minutes',
    '3600': '1 hour',
    '14400': '4 hours',
    '86400': '24 hours',
  },
  canary: 'Try one email of each failure group first',
  canaryHint: 'If the same words come back, the others of that group are left as they are.',
  again: (count: number) =>
    count === 1
      ? 'It is put back into the queue, and tried as if for the first time.'
      : `${emails(count)} are put back into the queue, and tried as if for the first time.`,
  atOnce: (count: number) => (count === 1 ? 'It is due at once.' : 'They are due at once.'),
  over: (count: number, duration: string) =>
    count === 1 ? `It becomes due within ${duration}.` : `They become due one by one, over ${duration}.`,
  first: 'One of each failure group is sent first; the others wait for what becomes of it.',
  /** `domains` are what is paused; null: everything. */
  paused: (domains: (string | null)[], isCanary: boolean) => {
    const all = domains.includes(null)
    const what = all ? 'Email is' : `Emails to ${listed(domains.filter((each) => each !== null))} are`
    const first = isCanary ? ' What is tried first is sent all the same.' : ''
    return `${what} paused: ${all ? 'they wait' : 'those wait'} until somebody resumes.${first}`
  },
  twice: (count: number) =>
    count === 1
      ? 'One is unknown: if it arrived after all, it arrives twice.'
      : `${number(count)} are unknown: those that arrived after all arrive twice.`,
  confirm: (count: number) => `Retry ${emails(count)}`,
}

export const jobsDiscard = {
  title: 'Discard emails',
  text: (count: number) =>
    count === 1
      ? 'It is given up: it is not tried again. Who sees the invitation sees “Not sent”, with your reason.'
      : `${emails(count)} are given up: they are not tried again. Who sees the invitations sees “Not sent”, with your reason.`,
  reasonHint: 'Admins of the organization see it, too. Name no addresses.',
  confirm: (count: number) => `Discard ${emails(count)}`,
}

export const jobsSettle = {
  title: 'Settle unknown emails',
  text: (count: number) =>
    count === 1
      ? 'The mail server never answered, so it may have this email or not. Look there, then say what is true.'
      : `The mail server never answered for ${emails(count)}, so it may have them or not. Look there, then say what is true.`,
  as: 'What became of them',
  missing: 'Choose what is true.',
  sent: 'They arrived',
  sentHint: 'They count as sent. Nobody gets another email.',
  again: 'They did not arrive',
  againHint: 'They are sent again. Who has one after all gets it twice.',
  confirm: (count: number) => `Settle ${emails(count)}`,
}

export const jobsPause = {
  title: (queue: string) => `Pause ${queue.toLowerCase()}`,
  email:
    'No email is taken up until somebody resumes. What is being sent is finished; nothing is lost: all of it waits.',
  emailsTo: (domain: string) =>
    `No email to ${domain} is taken up until somebody resumes; all others go on. What is being sent is finished; nothing is lost: all of it waits.`,
  bulk: 'No upload is taken up until somebody resumes. One that is being worked on stops after its current rows and goes on later.',
  domain: 'One domain alone',
  domainHint: 'Such as partner.example. Leave it empty to pause all emails.',
  confirm: 'Pause',
  confirmDomain: (domain: string) => `Pause emails to ${domain}`,
  resumeTitle: (what: string) => `Resume ${what}?`,
  resumeText: 'What has waited becomes due again, spread over a short time.',
  resumeServerText:
    'One email after the other is tried again at once. If the mail server still refuses the service, emails wait again.',
  resumeConfirm: 'Resume',
  all: (queue: string) => queue.toLowerCase(),
  toDomain: (domain: string) => `emails to ${domain}`,
}

export const jobsLimits = {
  title: (queue: string) => `Limits of ${queue.toLowerCase()}`,
  concurrency: 'At once, for each worker',
  concurrencyHint: (configured: number) => `Empty: as configured, ${number(configured)}.`,
  rate: 'Emails a minute, for the whole service',
  rateHint: 'Empty: no limit. The workers share it.',
  hint: 'Running workers follow within seconds, without a restart.',
  wrong: (least: number, most: number) =>
    `Enter a whole number from ${number(least)} to ${number(most)}, or nothing.`,
  save: 'Save limits',
}
