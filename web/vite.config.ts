import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { constants, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

const OUT_DIR = '../app/static'
const COMPRESSIBLE = /\.(js|css|html|svg|json)$/
const MIN_BYTES = 1024
const API_URL = process.env.CONSOLE_API ?? 'http://localhost:8000'

export default defineConfig({
  // Relative: the server puts the path of PUBLIC_URL before them.
  base: './',
  plugins: [react(), precompress()],
  build: {
    outDir: OUT_DIR,
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    // Monaco, which GraphiQL loads by itself.
    chunkSizeWarningLimit: 5_000,
    rollupOptions: { input: { index: 'index.html', graphiql: 'graphiql.html' } },
  },
  server: {
    proxy: { '/graphql': { target: API_URL, ws: true }, '/mailbox': API_URL, '/bulk-invites': API_URL },
  },
  test: { include: ['src/**/*.test.ts'] },
})

/** Writes a `.gz` beside each text file, which the server sends as it is. */
function precompress(): Plugin {
  let folder = OUT_DIR
  return {
    name: 'precompress',
    apply: 'build',
    configResolved({ root, build }) {
      folder = resolve(root, build.outDir)
    },
    closeBundle() {
      for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        const file = join(folder, name)
        if (COMPRESSIBLE.test(name) && statSync(file).size > MIN_BYTES) {
          writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: constants.Z_BEST_COMPRESSION }))
        }
      }
    },
  }
}
