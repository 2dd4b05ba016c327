"""How readable the texts of an element are."""

from playwright.async_api import Locator

# The least ratio of luminances (WCAG 2.2, 1.4.3) between a text in the element and what is painted behind it.
LEAST_CONTRAST = """(element) => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 })
  const context = canvas.getContext('2d', { willReadFrequently: true })
  const painted = (layers) => {
    context.clearRect(0, 0, 1, 1)
    for (const layer of layers) {
      context.fillStyle = layer
      context.fillRect(0, 0, 1, 1)
    }
    return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3)
  }
  const luminance = (colour) => {
    const [r, g, b] = colour.map((each) => {
      const value = each / 255
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const ratios = []
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    if (!text.data.trim()) continue
    const layers = []
    for (let each = text.parentElement; each; each = each.parentElement) {
      layers.unshift(getComputedStyle(each).backgroundColor)
    }
    const behind = luminance(painted(layers))
    const letters = luminance(painted([...layers, getComputedStyle(text.parentElement).color]))
    ratios.push((Math.max(behind, letters) + 0.05) / (Math.min(behind, letters) + 0.05))
  }
  return Math.min(...ratios)
}"""


async def least_contrast(element: Locator) -> float:
    """The contrast of the least readable text in an element."""
    ratio: float = await element.evaluate(LEAST_CONTRAST)
    return ratio
