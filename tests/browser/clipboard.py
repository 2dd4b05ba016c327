"""The clipboard of the browser, as programs fill it, and the keys that paste it."""

from html import escape

from playwright.async_api import Page

FILL = """
async ({ text, html }) => {
  const parts = { 'text/plain': text, ...(html && { 'text/html': html }) }
  const blobs = Object.entries(parts).map(([type, content]) => [type, new Blob([content], { type })])
  await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))])
}
"""
# As Ctrl+V of what a program has copied as a page, which a page itself may not put on the clipboard.
PASTE = """
(element, { text, html }) => {
  const data = new DataTransfer()
  data.setData('text/plain', text)
  data.setData('text/html', html)
  element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
}
"""
# As Ctrl+V of a file that was copied in the file manager, which has its name as text, too, on some systems.
PASTE_FILE = """
(element, { name, text }) => {
  const data = new DataTransfer()
  data.items.add(new File([text], name, { type: 'text/csv' }))
  data.setData('text/plain', name)
  element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
}
"""
Cells = tuple[tuple[str, ...], ...]


async def copy(page: Page, text: str, html: str = "") -> None:
    """Has the clipboard hold a text, also as a page."""
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await page.evaluate(FILL, {"text": text, "html": html})


async def copy_cells(page: Page, cells: Cells) -> None:
    """Has the clipboard hold cells as a spreadsheet copies them."""
    await copy(page, tab_separated(cells), table_of(cells))


def tab_separated(cells: Cells) -> str:
    return "".join("\t".join(row) + "\r\n" for row in cells)


def table_of(cells: Cells) -> str:
    rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in cells)
    return f"<html><body><table>{rows}</table></body></html>"
