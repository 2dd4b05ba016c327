/**
 * The workers of GraphiQL's editors. `graphiql/setup-workers/vite` has the same, and writes into the browser's console
 * whenever one is started.
 */
import EditorWorker from 'monaco-editor/esm/vs/editor/editor.worker.js?worker'
import JsonWorker from 'monaco-editor/esm/vs/language/json/json.worker.js?worker'
import GraphqlWorker from 'monaco-graphql/esm/graphql.worker.js?worker'

const WORKERS: Record<string, (new () => Worker) | undefined> = { json: JsonWorker, graphql: GraphqlWorker }

Object.assign(globalThis, {
  MonacoEnvironment: {
    getWorker: (_: string, language: string) => new (WORKERS[language] ?? EditorWorker)(),
  },
})
