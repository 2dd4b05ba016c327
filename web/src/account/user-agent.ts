import { strings } from '../strings'

/** What tells a browser, the first that fits: most name others, too, which they are compatible with. */
const BROWSERS: readonly [RegExp, string][] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\bOPR\/|\bOpera\b/, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bVivaldi\//, 'Vivaldi'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:HeadlessChrome|Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/\bVersion\/[\d.]+.*\bSafari\//, 'Safari'],
]
const SYSTEMS: readonly [RegExp, string][] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac(?:intosh| OS X)\b/, 'macOS'],
  [/\bLinux\b|\bX11\b/, 'Linux'],
]
const MAX_NAME = 40

/** Returns a browser and its system, such as "Firefox on Windows"; the first word of what other programs say. */
export function describeUserAgent(userAgent: string | null): string {
  if (!userAgent) return strings.userAgents.unknown
  const browser = nameOf(BROWSERS, userAgent)
  const system = nameOf(SYSTEMS, userAgent)
  if (browser) return system ? strings.userAgents.on(browser, system) : browser
  if (userAgent.startsWith('Mozilla/')) {
    return system ? strings.userAgents.on(strings.userAgents.unknown, system) : strings.userAgents.unknown
  }
  const [name = ''] = userAgent.split(/[/\s]/)
  return name.slice(0, MAX_NAME) || strings.userAgents.unknown
}

const nameOf = (names: readonly [RegExp, string][], text: string) =>
  names.find(([pattern]) => pattern.test(text))?.[1]
