import { ActionIcon, Menu } from '@mantine/core'
import { Link } from 'wouter'
import { jobs, jobsEmails, jobsFailures } from '../strings/jobs'
import { MoreIcon } from '../ui/icons'
import { MenuItem } from '../ui/menu-item'
import { useActReason } from './act-rights'
import type { ActName } from './target'

interface Props {
  /** What the group is called. */
  name: string
  unknownCount: number
  domain: string | null
  isPaused: boolean
  /** Where its emails are. */
  path: string
  onAct: (act: ActName) => void
  onPause: (domain: string) => void
}

/** What can be done about a failure group beside retrying it. */
export function FailureMenu({ name, unknownCount, domain, isPaused, path, onAct, onPause }: Props) {
  const reason = useActReason()
  const disabled = reason ? { reason } : {}
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <ActionIcon variant="subtle" className="quiet" aria-label={jobs.more(name)}>
          <MoreIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} href={path}>
          {jobsFailures.show}
        </Menu.Item>
        <MenuItem {...disabled} onClick={() => onAct('discard')}>
          {jobsEmails.discard}
        </MenuItem>
        {unknownCount > 0 && (
          <MenuItem {...disabled} onClick={() => onAct('settle')}>
            {jobsEmails.settle}
          </MenuItem>
        )}
        {domain && (
          <MenuItem {...disabled} onClick={() => onPause(domain)}>
            {isPaused ? jobsFailures.resumeDomain : jobsFailures.pauseDomain}
          </MenuItem>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
