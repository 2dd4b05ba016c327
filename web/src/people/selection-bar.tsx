import { Button, Group } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useInvitationActions } from '../shared/use-invitation-actions'
import { strings } from '../strings'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { useAsyncAction } from '../ui/use-async-action'
import type { InvitationRow } from './queries'

/** Actions on everything that is selected, in the place of the filters. */
export function SelectionBar({ selected, onDone }: { selected: InvitationRow[]; onDone: () => void }) {
  const { resend, revoke, question } = useInvitationActions()
  const [run, isRunning] = useAsyncAction()
  const [isConfirmOpen, confirmDialog] = useDisclosure()
  return (
    <Group className="filters" role="region" aria-label={strings.people.actions}>
      <span role="status" className="figures">
        {strings.people.selected(selected.length)}
      </span>
      <Button
        variant="default"
        size="compact-md"
        loading={isRunning}
        onClick={() =>
          run(async () => {
            await resend(selected)
            onDone()
          })
        }
      >
        {strings.invitation.resend}
      </Button>
      <Button className="danger-tint" size="compact-md" onClick={confirmDialog.open}>
        {strings.invitation.revoke}
      </Button>
      <Button variant="subtle" size="compact-md" onClick={onDone}>
        {strings.people.unselect}
      </Button>
      {question}
      <ConfirmDialog
        isOpen={isConfirmOpen}
        title={strings.invitation.revokeTitle(selected.length)}
        text={strings.invitation.revokeText(selected.length)}
        confirmLabel={strings.invitation.revoke}
        onClose={confirmDialog.close}
        onConfirm={async () => {
          await revoke(selected)
          onDone()
        }}
      />
    </Group>
  )
}
