"""What can be wrong with the layout of a page at some width, found by one function that runs in the page."""

from typing import Literal

from playwright.async_api import Locator, Page, expect

MIN_COLUMN = 220
MIN_TEXT = 160
WIDTHS = (*range(390, 1440, 64), 1440)
TELEPHONES = tuple(width for width in WIDTHS if width <= 768)
DESKTOPS = tuple(width for width in WIDTHS if width > 768)
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")

BOXES = """(element, selectors) => selectors.map((selector) => {
  const { x, y, width, height } = element.querySelector(selector).getBoundingClientRect()
  return { x, y, width, height }
})"""

# Of what moves, some has no end, such as the mark of something that is loaded.
END_OF_TRANSITIONS = """async () => {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
  const moving = document.getAnimations().filter((each) => Number.isFinite(each.effect.getComputedTiming().endTime))
  await Promise.allSettled(moving.map((each) => each.finished))
}"""

# Answers sentences. A word may be spread over several elements, such as an address that may be broken before its @.
PROBLEMS = """({ minColumn, minText }) => {
  const problems = []
  const root = document.documentElement
  if (root.scrollWidth > root.clientWidth) problems.push(`scrolls sideways: ${root.scrollWidth} of ${root.clientWidth}`)
  for (const element of document.querySelectorAll('[role="dialog"], [role="dialog"] *')) {
    const { overflowX } = getComputedStyle(element)
    if (['auto', 'scroll'].includes(overflowX) && element.scrollWidth > element.clientWidth + 1) {
      problems.push(`scrolls sideways inside: ${element.className}`)
    }
  }
  for (const [selector, least] of [['tbody .column-identity', minColumn], ['.identity', minText]]) {
    for (const element of document.querySelectorAll(selector)) {
      const { width } = element.getBoundingClientRect()
      if (width < least) problems.push(`narrow: ${Math.round(width)} for ${element.textContent}`)
    }
  }
  for (const { text, lines } of words()) {
    const isTorn = lines.length > 1 && lines.some((line) => line.length === 1)
    if (isTorn) problems.push(`wrapped: ${lines.join(' | ')} in ${text}`)
  }
  return [...new Set(problems)]

  function words() {
    const found = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    let letters = []
    let block = null
    const finish = () => {
      const lines = linesOf(letters)
      if (lines.length > 0) found.push({ text: letters.map(({ letter }) => letter).join(''), lines })
      letters = []
    }
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement
      if (!parent.checkVisibility({ visibilityProperty: true })) continue
      if (parent.closest('.visually-hidden, script, style')) continue
      const around = blockOf(parent)
      if (around !== block) finish()
      block = around
      let offset = 0
      for (const letter of node.data) {
        if (/\\s/u.test(letter)) finish()
        else letters.push({ letter, node, offset })
        offset += letter.length
      }
    }
    finish()
    return found
  }

  function blockOf(element) {
    while (getComputedStyle(element).display === 'inline') element = element.parentElement
    return element
  }

  function linesOf(letters) {
    const lines = new Map()
    for (const { letter, node, offset } of letters) {
      const range = document.createRange()
      range.setStart(node, offset)
      range.setEnd(node, offset + letter.length)
      const { top, bottom } = range.getBoundingClientRect()
      if (bottom === top || isClipped(node.parentElement, top)) continue
      const line = [...lines.keys()].find((other) => Math.abs(other - bottom) < 8) ?? bottom
      lines.set(line, (lines.get(line) ?? '') + letter)
    }
    return [...lines.values()]
  }

  function isClipped(element, top) {
    for (let each = element; each; each = each.parentElement) {
      if (getComputedStyle(each).overflowY !== 'visible' && top >= each.getBoundingClientRect().bottom - 1) return true
    }
    return false
  }
}"""


async def switch_scheme(page: Page, scheme: Scheme) -> None:
    """Shows the page in a scheme of colours, to the end of every transition from one colour to another."""
    await page.emulate_media(color_scheme=scheme)
    await expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", scheme)
    await page.evaluate(END_OF_TRANSITIONS)


async def problems(page: Page) -> list[str]:
    """What is wrong at the page's width."""
    await page.evaluate(END_OF_TRANSITIONS)
    found: list[str] = await page.evaluate(PROBLEMS, {"minColumn": MIN_COLUMN, "minText": MIN_TEXT})
    return found


async def walk(page: Page, widths: tuple[int, ...] = WIDTHS, height: int = 860) -> list[str]:
    """What is wrong at each of the widths. Colours take no room, so that one of their schemes is enough."""
    found: list[str] = []
    for width in widths:
        await page.set_viewport_size({"width": width, "height": height})
        found += [f"{width}: {problem}" for problem in await problems(page)]
    return found


async def boxes_in(element: Locator, *selectors: str) -> list[dict[str, float]]:
    """Returns the boxes of elements inside of another, all at one moment: what is loaded late may move them."""
    found: list[dict[str, float]] = await element.evaluate(BOXES, list(selectors))
    return found
