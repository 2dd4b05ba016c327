import { Button, Group } from '@mantine/core'
import { useMutation } from 'urql'
import { newIdempotencyKey } from '../../api/idempotency-key'
import { requireSuccess } from '../../api/payloads'
import { strings } from '../../strings'
import { DownloadLink } from '../../ui/download-link'
import { useDialogGuard } from '../../ui/unsaved'
import { useAsyncAction } from '../../ui/use-async-action'
import { DiscardUpload } from '../discard-upload'
import { invitationsToSend } from '../lifecycle'
import { Send } from '../queries'
import type { StepProps } from '../step'

/** What ends a review: it is sent, or thrown away. */
export function ReviewFooter({ bulkInvite, onUpdate, onRestart }: StepProps) {
  const guard = useDialogGuard()
  const [, send] = useMutation(Send)
  const [runSend, isSending] = useAsyncAction()
  const { errorRows, warningRows, status } = bulkInvite
  const count = invitationsToSend(bulkInvite)

  const sendAll = () =>
    runSend(async () => {
      const input = { bulkInviteId: bulkInvite.id, idempotencyKey: newIdempotencyKey() }
      onUpdate((await requireSuccess(send({ input }))).bulkInvite)
    })
  return (
    <div className="review-footer">
      <Group className="aside" gap="sm">
        <DiscardUpload bulkInvite={bulkInvite} onRestart={onRestart} />
        {errorRows + warningRows > 0 && (
          <DownloadLink url={bulkInvite.problemsCsvUrl}>{strings.bulk.download}</DownloadLink>
        )}
      </Group>
      <div className="review-send">
        <Button
          disabled={count === 0 || status !== 'READY'}
          loading={isSending}
          onClick={() => void guard(() => void sendAll())}
        >
          {strings.invite.send(count)}
        </Button>
      </div>
    </div>
  )
}
