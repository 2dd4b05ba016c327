/** Where the people of an upload come from. A page keeps it until it is left, to read another sheet of it. */
export type UploadSource = { file: File } | { csv: string }

/** Names of the files that a browser offers; the server recognizes a file by its content. */
export const FILE_TYPES = '.xlsx,.xlsm,.xlsb,.xls,.ods,.csv,.tsv,.txt,.htm,.html'

/** Whether it can still be read: a browser refuses a file that was changed, moved or deleted since it was chosen. */
export async function isReadable(source: UploadSource): Promise<boolean> {
  if ('csv' in source) return true
  try {
    await source.file.slice(0, 1).arrayBuffer()
    return true
  } catch {
    return false
  }
}
