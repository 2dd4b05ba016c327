import { Button, Group } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useInvitationActions } from '../shared/use-invitation-actions'
import { strings } from '../strings'
import { Confirm } from '../ui/confirm'
import { useAct } from '../ui/use-act'

/** What can be done to all that is selected; it takes the place of the filters. */
export function SelectionBar({ ids, onDone }: { ids: string[]; onDone: () => void }) {
  const { resend, revoke } = useInvitationActions()
  const [act, isBusy] = useAct()
  const [isAsking, question] = useDisclosure()
  return (
    <Group className="filters" role="region" aria-label={strings.people.actions}>
      <span role="status" className="figures">
        {strings.people.selected(ids.length)}
      </span>
      <Button
        variant="default"
        size="compact-md"
        loading={isBusy}
        onClick={() =>
          act(async () => {
            await resend(ids)
            onDone()
          })
        }
      >
        {strings.invitation.resend}
      </Button>
      <Button className="danger-tint" size="compact-md" onClick={question.open}>
        {strings.invitation.revoke}
      </Button>
      <Button variant="subtle" size="compact-md" onClick={onDone}>
        {strings.people.unselect}
      </Button>
      <Confirm
        isOpen={isAsking}
        title={strings.invitation.revokeTitle(ids.length)}
        text={strings.invitation.revokeText}
        action={strings.invitation.revoke}
        onClose={question.close}
        onConfirm={async () => {
          await revoke(ids)
          onDone()
        }}
      />
    </Group>
  )
}
