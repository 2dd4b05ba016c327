import { readdirSync, readFileSync } from 'node:fs'
import { join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'

/** The folders, and the files outside of one, lowest first. Each may import what stands before it, and itself. */
const ORDER = [
  'strings',
  'theme.ts',
  'api',
  'ui',
  'session',
  'shared',
  'accept',
  'bulk',
  'invite',
  'people',
  'groups',
  'activity',
  'settings',
  'account',
  'jobs',
  'shell',
  'app.tsx',
  'main.tsx',
  'graphiql',
]
const SOURCE = /(?:from|import) '(\.[^']*)'/g

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
  (name) => /\.tsx?$/.test(name) && !/\.(test|d)\.tsx?$/.test(name),
)

/** The place in ORDER of a file, which an import names without its ending; -1 where it has none. */
function rank(file: string): number {
  const [first = ''] = file.split('/')
  return ORDER.findIndex((each) => each === first || each.replace(/\.tsx?$/, '') === first)
}

function importsOf(file: string): string[] {
  const text = readFileSync(join('src', file), 'utf8')
  return [...text.matchAll(SOURCE)]
    .map(([, path = '']) => normalize(join(file, '..', path)))
    .filter((path) => !path.endsWith('.css'))
}

describe('the folders of the console', () => {
  it('all have a place in the order', () => {
    expect(files.filter((file) => rank(file) < 0)).toEqual([])
  })

  it('import only what stands below them', () => {
    const upwards = files.flatMap((file) =>
      importsOf(file)
        .filter((path) => rank(path) > rank(file) || rank(path) < 0)
        .map((path) => `${file} imports ${path}`),
    )
    expect(upwards).toEqual([])
  })
})
