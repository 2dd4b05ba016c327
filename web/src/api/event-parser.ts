interface StreamEvent {
  name: string
  data: string
}

const LINE_END = /\r\n|\n|\r(?!$)/

/**
 * Returns a function that takes an event stream piece by piece and calls `onEvent` for each complete event.
 * Comments, which the server sends to keep the stream alive, are left out.
 * Source: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export function createEventParser(onEvent: (event: StreamEvent) => void): (text: string) => void {
  let rest = ''
  let name = ''
  let data: string[] = []

  function readLine(line: string) {
    if (line === '') {
      if (name || data.length > 0) onEvent({ name: name || 'message', data: data.join('\n') })
      name = ''
      data = []
      return
    }
    const [field = '', value = ''] = splitOnce(line)
    if (field === 'event') name = value
    if (field === 'data') data.push(value)
  }

  return (text) => {
    const lines = (rest + text).split(LINE_END)
    rest = lines.pop() ?? ''
    lines.forEach(readLine)
  }
}

function splitOnce(line: string): [string, string] {
  const colon = line.indexOf(':')
  if (colon < 0) return [line, '']
  return [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')]
}
