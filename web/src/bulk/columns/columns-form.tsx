import { Button, Group, Switch } from '@mantine/core'
import { type SubmitEvent, useEffect, useRef, useState } from 'react'
import { columns as texts } from '../../strings/columns'
import { DisabledWithReason } from '../../ui/disabled-with-reason'
import { Note } from '../../ui/note'
import { useDialogGuard } from '../../ui/unsaved'
import { useInvalidFocus } from '../../ui/use-invalid-focus'
import { DefaultsFields } from '../defaults'
import { DiscardUpload } from '../discard-upload'
import type { UploadedFile } from '../queries'
import type { StepProps } from '../step'
import { ColumnsTable } from './columns-table'
import { shownColumn } from './meanings'
import { useMapping } from './use-mapping'

interface Props extends StepProps {
  file: UploadedFile
}

/** Which column is what, and what rows get that do not say it. */
export function ColumnsForm({ file, ...step }: Props) {
  const { bulkInvite, onColumns } = step
  const mapping = useMapping(file, step)
  const { meanings, hadHeader, hasHeader, defaults, problems, isSending, hasRole } = mapping
  const [isCreating, setCreating] = useState(false)
  const guard = useDialogGuard()
  const form = useInvalidFocus<HTMLFormElement>(problems)
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => title.current?.focus(), [])
  const isReviewed = bulkInvite.status !== 'MAPPING'
  const mayNot = bulkInvite.viewerCanChange ? undefined : texts.mayNot

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    if (!mayNot && !isCreating) void mapping.submit()
  }

  return (
    <form ref={form} noValidate onSubmit={submit}>
      <h3 className="small-heading" ref={title} tabIndex={-1}>
        {texts.title}
      </h3>
      <p className="dimmed">{texts.hint}</p>
      {isReviewed && <Note kind="warning">{texts.rowsAnew}</Note>}
      {problems?.other && <Note kind="error">{problems.other}</Note>}
      <fieldset disabled={isSending || mayNot !== undefined}>
        <Switch
          label={texts.isNamed}
          checked={hasHeader}
          onChange={(event) => mapping.setHasHeader(event.currentTarget.checked)}
        />
        <ColumnsTable
          columns={file.columns.map((column) => shownColumn(column, hadHeader, hasHeader))}
          meanings={meanings}
          problems={problems}
          onChange={mapping.setMeaning}
        />
        <DefaultsFields
          value={defaults}
          roleLabel={hasRole ? undefined : { label: texts.roleForAll, description: texts.roleForAllHint }}
          roleError={problems?.defaultRole}
          groupsError={problems?.defaultGroupIds}
          known={file.defaultGroups}
          onChange={mapping.setDefaults}
          onCreating={setCreating}
        />
      </fieldset>
      <Group justify="end" gap="xs">
        <div className="aside">
          <DiscardUpload {...step} />
        </div>
        {isReviewed && (
          <Button variant="default" disabled={isSending} onClick={() => void guard(() => onColumns(false))}>
            {texts.back}
          </Button>
        )}
        <DisabledWithReason reason={mayNot}>
          {(disabledProps) => (
            <Button type="submit" loading={isSending} disabled={isCreating} {...disabledProps}>
              {texts.go}
            </Button>
          )}
        </DisabledWithReason>
      </Group>
    </form>
  )
}
