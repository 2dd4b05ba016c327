import { ActionIcon, Anchor, Menu } from '@mantine/core'
import { Link } from 'wouter'
import { Cell, Row } from '../people/list-table'
import { number } from '../strings'
import { jobs, jobsEmails, jobsFailures } from '../strings/jobs'
import { jobsAct } from '../strings/jobs-acts'
import { MoreIcon } from '../ui/icons'
import { MenuItem } from '../ui/menu-item'
import { RelativeTime } from '../ui/relative-time'
import { ActButton } from './act-button'
import { useActReason } from './act-rights'
import { emailsPath } from './jobs-location'
import type { FailureGroup } from './queries'
import { type ActName, partsOf, statusesFor, sumOf, targetOfGroup } from './target'
import { groupName, replyWords } from './words'

interface Props {
  group: FailureGroup
  onAct: (act: ActName) => void
  onPause: (domain: string) => void
}

/** One failure group: what was said, how often, and what can be done about it. */
export function FailureRow({ group, onAct, onPause }: Props) {
  const { id, deliveryCount, recipientDomain, firstAt, lastAt } = group
  const words = replyWords(group)
  const name = groupName(group)
  const target = targetOfGroup(group)
  const counts = target.counts ?? {}
  return (
    <Row>
      <Cell column="identity">
        <span className="identity two-lines">
          <bdi className="few-lines" title={words}>
            {words}
          </bdi>
          <bdi className="dimmed small truncate">{recipientDomain ?? jobs.noDomain}</bdi>
        </span>
      </Cell>
      <Cell column="emails" label={jobsFailures.emails}>
        <span className="two-lines">
          <Anchor component={Link} href={emailsPath({ group: id })} className="figures" inherit>
            <strong>{number(deliveryCount)}</strong>{' '}
            <span className="visually-hidden">{`${jobsFailures.show}: ${name}`}</span>
          </Anchor>
          <span className="dimmed small figures">
            {jobsAct.parts(partsOf(counts, statusesFor('retry', target)))}
          </span>
        </span>
      </Cell>
      <Cell column="seen" label={jobsFailures.seen}>
        <span className="two-lines small dimmed">
          <span>
            {jobsFailures.last} <RelativeTime timestamp={lastAt} />
          </span>
          <span>
            {jobsFailures.first} <RelativeTime timestamp={firstAt} />
          </span>
        </span>
      </Cell>
      <Cell column="acts">
        <ActButton size="compact-sm" about={name} onClick={() => onAct('retry')}>
          {jobsEmails.retry}
        </ActButton>
      </Cell>
      <Cell column="more">
        <RowMenu
          name={name}
          unknownCount={sumOf(counts, ['UNKNOWN'])}
          domain={recipientDomain}
          path={emailsPath({ group: id })}
          onAct={onAct}
          onPause={onPause}
        />
      </Cell>
    </Row>
  )
}

interface MenuProps extends Pick<Props, 'onAct' | 'onPause'> {
  name: string
  unknownCount: number
  domain: string | null
  path: string
}

function RowMenu({ name, unknownCount, domain, path, onAct, onPause }: MenuProps) {
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
            {jobsFailures.pauseDomain}
          </MenuItem>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
