import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { constants, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

const OUTPUT = '../app/static'
const WORTH_COMPRESSING = /\.(js|css|html|svg|json)$/
const SMALLEST = 1024
const API = process.env.CONSOLE_API ?? 'http://localhost:8000'

export default defineConfig({
  plugins: [react(), precompress()],
  build: {
    outDir: OUTPUT,
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    // Monaco, which GraphiQL loads by itself.
    chunkSizeWarningLimit: 5_000,
    rollupOptions: { input: { index: 'index.html', graphiql: 'graphiql.html' } },
  },
  server: { proxy: { '/graphql': { target: API, ws: true }, '/mailbox': API, '/bulk-invites': API } },
  test: { include: ['src/**/*.test.ts'] },
})

/** Writes a `.gz` beside each text file, so that the server never compresses. */
function precompress(): Plugin {
  let folder = OUTPUT
  return {
    name: 'precompress',
    apply: 'build',
    configResolved({ root, build }) {
      folder = resolve(root, build.outDir)
    },
    closeBundle() {
      for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        const file = join(folder, name)
        if (WORTH_COMPRESSING.test(name) && statSync(file).size > SMALLEST) {
          writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: constants.Z_BEST_COMPRESSION }))
        }
      }
    },
  }
}
