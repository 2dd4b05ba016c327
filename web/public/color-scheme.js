// Before the first paint: the colours that were chosen, or the system's.
;(() => {
  let scheme = null
  try {
    scheme = localStorage.getItem('mantine-color-scheme-value')
  } catch {
    // Where the browser forbids storage, the system's colours apply.
  }
  if (scheme !== 'light' && scheme !== 'dark') {
    scheme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  }
  document.documentElement.dataset.mantineColorScheme = scheme
  // A style of the element's own would outlive a later choice.
  document.querySelector('meta[name="color-scheme"]').content = scheme
})()
