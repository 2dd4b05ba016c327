import { Button, Group, Stack } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import type { Role } from '../api/graphql'
import { useViewer } from '../session/viewer'
import { addressProblem, looksLikeAddress, parseAddressList, withAddresses } from '../shared/address-list'
import { GroupsField } from '../shared/groups-field'
import { RoleField } from '../shared/role-field'
import { strings } from '../strings'
import { CancelButton } from '../ui/cancel-button'
import { notify } from '../ui/notify'
import { useUnsaved } from '../ui/unsaved'
import { AddressNotes } from './address-notes'
import { EmailsField } from './emails-field'
import { NotSentList } from './not-sent-list'
import { type AddressNote, useAddressChecks } from './use-address-checks'
import { type NotSent, useInvite } from './use-invite'

interface Props {
  onClose: () => void
}

interface Result {
  sent: number
  notSent: NotSent[]
}

export function SingleUser({ onClose }: Props) {
  const { member } = useViewer()
  const [emails, setEmails] = useState<string[]>([])
  const [text, setText] = useState('')
  const [role, setRole] = useState<Role | null>(null)
  const [groupIds, setGroupIds] = useState<string[]>([])
  const [isCreating, setCreating] = useState(false)
  const [isSubmitted, setSubmitted] = useState(false)
  const [result, setResult] = useState<Result>()
  const { invite, progress } = useInvite()
  const checks = useAddressChecks(emails)
  const [isChecking, setChecking] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const valid = emails.filter(looksLikeAddress)
  const [firstInvalid, ...otherInvalid] = emails.filter((email) => !looksLikeAddress(email))
  const refused = result?.notSent.map(({ email }) => email) ?? []
  // What was refused says why itself, and what is being sent can't be changed any more.
  const notes = progress ? [] : checks.notes.filter(({ email }) => !refused.includes(email))
  const isBegun = emails.length > 0 || text.trim() !== '' || role !== null || groupIds.length > 0
  useUnsaved(isBegun ? strings.invite.unsaved : undefined)

  /** What is entered by now: while addresses are checked and sent, others may be added. */
  const entered = useRef({ emails, text })
  useEffect(() => {
    entered.current = { emails, text }
  }, [emails, text])

  const focus = (selector: string) => form.current?.querySelector<HTMLElement>(selector)?.focus()
  /** How often Send was stopped: the focus goes to what was shown by then. */
  const [stopCount, setStopCount] = useState(0)
  useEffect(() => {
    if (stopCount > 0) form.current?.querySelector<HTMLElement>('.address-notes button')?.focus()
  }, [stopCount])

  async function send() {
    setSubmitted(true)
    const all = withAddresses(emails, parseAddressList(text))
    // The chips, by which the first invalid one is found, are there before the focus goes to it.
    flushSync(() => {
      setEmails(all)
      setText('')
    })
    const valid = all.filter(looksLikeAddress)
    if (valid.length < all.length) return focus('.invalid-chip button')
    if (valid.length === 0) return focus('[data-autofocus]')
    if (!role) return focus('[data-field="role"]')
    if (await isStoppedBySlip(valid)) return
    const { sent, notSent } = await invite(valid, role, groupIds, checks.isConfirmed)
    checks.forget(valid)
    const isNotSent = (email: string) => notSent.some((each) => each.email === email)
    const left = entered.current.emails.filter((email) => !valid.includes(email) || isNotSent(email))
    setEmails(left)
    setSubmitted(false)
    setResult(notSent.length > 0 ? { sent, notSent } : undefined)
    if (notSent.length > 0) return
    notify(strings.invite.sent(sent))
    if (left.length === 0 && entered.current.text.trim() === '') onClose()
  }

  /** A slip that nobody has seen yet is shown first, once; Send goes on after it. */
  async function isStoppedBySlip(valid: readonly string[]) {
    const seen = notes.map(({ email }) => email)
    setChecking(true)
    const found = await checks.settle(valid)
    setChecking(false)
    if (!found.some(({ email, suggestion }) => suggestion && !seen.includes(email))) return false
    setStopCount((before) => before + 1)
    return true
  }

  function takeSuggestions(used: readonly AddressNote[]) {
    const suggested = new Map(used.map(({ email, suggestion }) => [email, suggestion ?? email]))
    setEmails(
      withAddresses(
        [],
        emails.map((email) => suggested.get(email) ?? email),
      ),
    )
  }

  const emailsError = () => {
    const problem = firstInvalid && addressProblem(firstInvalid)
    if (problem) return strings.invite.notAddress(firstInvalid, problem, otherInvalid.length)
    return isSubmitted && valid.length === 0 ? strings.invite.needEmail : undefined
  }
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <Stack>
        {result && (
          <NotSentList
            sent={result.sent}
            notSent={result.notSent}
            onResolved={(email) => {
              setEmails(emails.filter((each) => each !== email))
              setResult({ ...result, notSent: result.notSent.filter((each) => each.email !== email) })
            }}
          />
        )}
        <div>
          <EmailsField
            value={emails}
            text={text}
            error={emailsError()}
            notes={notes}
            onChange={setEmails}
            onTextChange={setText}
          />
          <AddressNotes
            notes={notes}
            isOneOfMany={emails.length > 1}
            onUse={takeSuggestions}
            onKeep={checks.keep}
            onRemove={(email) => setEmails(emails.filter((each) => each !== email))}
            onDone={() => focus('[data-autofocus]')}
          />
        </div>
        <RoleField
          value={role}
          error={isSubmitted && !role ? strings.invite.needRole : undefined}
          onChange={setRole}
        />
        <GroupsField
          label={strings.people.groups}
          description={
            member.role === 'GROUP_ADMIN' ? strings.invite.groupsHintOwn : strings.invite.groupsHint
          }
          value={groupIds}
          onChange={setGroupIds}
          onCreating={setCreating}
        />
        <Group justify="end">
          <CancelButton />
          <Button
            type="submit"
            loading={isChecking || isCreating || (progress !== undefined && progress.total === 1)}
            disabled={progress && progress.total > 1}
          >
            {progress && progress.total > 1
              ? strings.invite.sending(progress.done + 1, progress.total)
              : strings.invite.send(valid.length)}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
