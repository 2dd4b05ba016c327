/** Where the people of an upload come from. A page keeps it until it is left, to read another sheet of it. */
export type UploadSource = { file: File } | { csv: string }

/** By these names files are offered; what a file is, the server tells by its content. */
export const FILE_TYPES = '.xlsx,.xlsm,.xlsb,.xls,.ods,.csv,.tsv,.txt,.htm,.html'
