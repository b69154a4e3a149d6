import { createTheme, Notification } from '@mantine/core'

/** Shades are dark enough for white text (4.5 : 1); targets of a pointer are at least 24 pixels. */
export const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: { light: 8, dark: 8 },
  autoContrast: true,
  luminanceThreshold: 0.35,
  respectReducedMotion: true,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  headings: { fontWeight: '600' },
  cursorType: 'pointer',
  components: { Notification: Notification.extend({ defaultProps: { closeButtonProps: { 'aria-label': 'Закрыть' } } }) },
})
