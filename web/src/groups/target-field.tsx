import { GroupSelect } from '../shared/group-select'
import { strings } from '../strings'
import { UPWARDS } from '../ui/upwards'

export interface Target {
  id: string
  name: string
}

interface Props {
  /** The group that is to be deleted. */
  exceptId: string
  value: Target | undefined
  error: string | undefined
  onChange: (target: Target | undefined) => void
}

/** Chooses the group that takes over what is in another one. */
export function TargetField({ exceptId, value, error, onChange }: Props) {
  return (
    <GroupSelect
      exceptId={exceptId}
      label={strings.groups.moveTo}
      placeholder={strings.groups.chooseTarget}
      noneMessage={strings.groups.noOther}
      required
      allowDeselect={false}
      openOnFocus={false}
      value={value?.id}
      error={error}
      onChange={onChange}
      {...UPWARDS}
    />
  )
}
