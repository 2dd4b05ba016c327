import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'
import { strings } from './strings'

const accent: MantineColorsTuple = [
  '#eef5fa',
  '#dcebf5',
  '#b9d7eb',
  '#8fbfdf',
  '#5ea3cf',
  '#3d8bbd',
  '#1f6fa3',
  '#1a5f8c',
  '#154e73',
  '#0f3b58',
]

/** Page, controls, lines and text of the dark scheme, darkest last. */
const dark: MantineColorsTuple = [
  '#e6e8eb',
  '#c9ced4',
  '#a6b0bb',
  '#949eaa',
  '#3a4048',
  '#2b3036',
  '#1d2024',
  '#16181b',
  '#131518',
  '#101214',
]

const WINDOW = {
  padding: 20,
  closeButtonProps: { 'aria-label': strings.close },
  // An element <header> that is not in the page's content is its banner.
  attributes: { header: { role: 'presentation' } },
}

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: 6,
  colors: { accent, dark },
  defaultRadius: 8,
  respectReducedMotion: true,
  cursorType: 'pointer',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  fontSizes: { xs: '12px', sm: '14px', md: '14px', lg: '16px', xl: '18px' },
  lineHeights: { xs: '18px', sm: '22px', md: '22px', lg: '24px', xl: '26px' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  headings: {
    fontWeight: '650',
    sizes: { h1: { fontSize: '22px', lineHeight: '30px' }, h2: { fontSize: '16px', lineHeight: '24px' } },
  },
  components: {
    Button: { defaultProps: { size: 'sm' } },
    Menu: { defaultProps: { withInitialFocusPlaceholder: false, shadow: 'sm' } },
    Modal: {
      defaultProps: {
        ...WINDOW,
        size: 620,
        radius: 16,
      },
    },
    Drawer: { defaultProps: { ...WINDOW, size: 460 } },
    // The list scrolls by itself (styles/ui.css): a box around it would have to be reachable by Tab.
    Select: { defaultProps: { withScrollArea: false } },
    MultiSelect: { defaultProps: { withScrollArea: false } },
    Tooltip: {
      defaultProps: { events: { hover: true, focus: true, touch: true }, multiline: true, maw: 280 },
    },
  },
})

/** Mantine's own greys do not reach the contrast that WCAG asks for. */
export const colors: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-text': '#1b1f24',
    '--mantine-color-dimmed': '#59636e',
    '--mantine-color-placeholder': '#666f7a',
    '--mantine-color-default-border': '#dee2e6',
    '--mantine-color-error': '#b42318',
    '--mantine-color-anchor': '#1a6498',
    '--side': '#f6f8fa',
    '--line': '#dee2e6',
    '--tint': '#dcebf5',
    '--on-tint': '#0f4d77',
    '--accent-line': '#1f6fa3',
    '--error': '#b42318',
    '--error-tint': '#fdeceb',
    '--warning': '#8a5300',
    '--warning-tint': '#fdf3d8',
    '--ok': '#1a6b2d',
    '--ok-tint': '#e2f5e6',
    '--dot-ok': '#2f9e44',
    '--dot-warning': '#e08a00',
    '--dot-error': '#d92d20',
    '--dot-idle': '#868e96',
  },
  dark: {
    '--mantine-color-body': '#16181b',
    '--mantine-color-text': '#e6e8eb',
    '--mantine-color-dimmed': '#a6b0bb',
    '--mantine-color-placeholder': '#949eaa',
    '--mantine-color-default': '#1d2024',
    '--mantine-color-default-hover': '#25292e',
    '--mantine-color-default-border': '#3a4048',
    '--mantine-color-error': '#ff8f85',
    '--mantine-color-anchor': '#7dbbe6',
    '--side': '#101214',
    '--line': '#2e3339',
    '--tint': '#14324a',
    '--on-tint': '#b9dcf5',
    '--accent-line': '#5ea3cf',
    '--error': '#ff8f85',
    '--error-tint': '#3d1a17',
    '--warning': '#f0b45b',
    '--warning-tint': '#3a2a0d',
    '--ok': '#7ed491',
    '--ok-tint': '#14331c',
    '--dot-ok': '#51cf66',
    '--dot-warning': '#fcb043',
    '--dot-error': '#ff6b60',
    '--dot-idle': '#8b95a1',
  },
})
