import { useClient, useMutation } from 'urql'
import { asRefusedError, type RefusedError } from '../api/errors'
import { requireSuccess } from '../api/payloads'
import { strings } from '../strings'
import { notify } from '../ui/notify'
import { useAsyncAction } from '../ui/use-async-action'
import { SettingsQuery, UpdateOrganization } from './queries'

interface Input {
  name?: string
  invitationTtlDays?: number | null
}

interface Outcome {
  /** The settings that are shown are those that are saved now. */
  onSaved: () => void
  /** Something was wrong with a field. */
  onRefused: (error: RefusedError) => void
}

/** Returns a function that saves what was changed, and whether it is being saved. */
export function useSaveSettings(): [(input: Input, outcome: Outcome) => Promise<void>, boolean] {
  const client = useClient()
  const [, updateOrganization] = useMutation(UpdateOrganization)
  const [run, isSaving] = useAsyncAction()
  const save = (input: Input, { onSaved, onRefused }: Outcome) =>
    run(async () => {
      try {
        await requireSuccess(updateOrganization({ input }))
      } catch (error) {
        const refused = asRefusedError(error)
        if (!refused.refusals.some(({ path }) => path?.[0])) throw error
        onRefused(refused)
        return
      }
      await client.query(SettingsQuery, {}, { requestPolicy: 'network-only' }).toPromise()
      onSaved()
      notify(strings.settings.saved)
    })
  return [save, isSaving]
}
