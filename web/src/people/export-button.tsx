import { publicPath } from '../api/address'
import { strings } from '../strings'
import { DownloadButton } from '../ui/download-link'
import { exportPath } from './list-filters'
import type { ListLocation } from './list-location'

/** Downloads the whole list, with the filters and the order that it is shown with. */
export function ExportButton({ location }: { location: ListLocation }) {
  return (
    <DownloadButton url={`${publicPath}${exportPath(location)}`} title={strings.lists.exportHint}>
      {strings.lists.export}
    </DownloadButton>
  )
}
