import { ActionIcon, Menu } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Link } from 'wouter'
import type { BulkInviteStatus } from '../api/graphql'
import { Cell, Row } from '../people/list-table'
import { jobs, jobsUploads } from '../strings/jobs'
import { MoreIcon } from '../ui/icons'
import { MenuItem } from '../ui/menu-item'
import { RelativeTime } from '../ui/relative-time'
import { useActReason } from './act-rights'
import { emailsPath } from './jobs-location'
import type { Upload } from './queries'
import { StopUploadDialog } from './stop-upload-dialog'

const COLORS: Record<BulkInviteStatus, 'ok' | 'warning' | 'error' | 'idle'> = {
  VALIDATING: 'idle',
  MAPPING: 'idle',
  READY: 'idle',
  SENDING: 'idle',
  COMPLETED: 'ok',
  CANCELED: 'warning',
  FAILED: 'error',
}
const OVER: readonly BulkInviteStatus[] = ['COMPLETED', 'CANCELED', 'FAILED']

/** One bulk invite: whose, how far, how often it was taken up, and why it failed. */
export function UploadRow({ upload }: { upload: Upload }) {
  const { id, filename, organizationName, status, attemptCount, worker, failure, finishedAt } = upload
  const [isOpen, dialog] = useDisclosure()
  const reason = useActReason() ?? (OVER.includes(status) ? jobsUploads.isOver : undefined)
  const name = filename ?? jobsUploads.noFile
  return (
    <Row>
      <Cell column="identity">
        <span className="identity two-lines">
          <bdi className="few-lines">{name}</bdi>
          <bdi className="dimmed small truncate">{organizationName}</bdi>
        </span>
      </Cell>
      <Cell column="state" label={jobsUploads.state}>
        <span className="two-lines">
          <span>
            <span className={`dot dot-${COLORS[status]}`} aria-hidden="true" />
            {jobsUploads.status[status]}
          </span>
          {failure && <span className="small error breakable">{failure}</span>}
          {worker && (
            <span className="dimmed small breakable">
              {jobsUploads.by} <bdi>{worker}</bdi>
            </span>
          )}
        </span>
      </Cell>
      <Cell column="progress" label={jobsUploads.progress}>
        <span className="two-lines figures">
          <span>{jobsUploads.of(upload.processedRowCount, upload.rowCount)}</span>
          {attemptCount > 0 && <span className="dimmed small">{jobsUploads.attempts(attemptCount)}</span>}
        </span>
      </Cell>
      <Cell column="queued" label={jobsUploads.uploaded}>
        <span className="two-lines small dimmed">
          <RelativeTime timestamp={upload.createdAt} />
          {finishedAt && (
            <span>
              {jobsUploads.finished} <RelativeTime timestamp={finishedAt} />
            </span>
          )}
        </span>
      </Cell>
      <Cell column="more">
        <Menu position="bottom-end" width={240}>
          <Menu.Target>
            <ActionIcon variant="subtle" className="quiet" aria-label={jobs.more(name)}>
              <MoreIcon />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item component={Link} href={emailsPath({ upload: id })}>
              {jobsUploads.emails}
            </Menu.Item>
            <Menu.Item component={Link} href={emailsPath({ organization: upload.organizationId })}>
              {jobsUploads.organizationEmails}
            </Menu.Item>
            <MenuItem isDanger {...(reason && { reason })} onClick={dialog.open}>
              {jobsUploads.stop}
            </MenuItem>
          </Menu.Dropdown>
        </Menu>
        <StopUploadDialog upload={upload} name={name} isOpen={isOpen} onClose={dialog.close} />
      </Cell>
    </Row>
  )
}
