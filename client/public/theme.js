// Before the first paint, so that a remembered theme never flashes. The rest is in src/shell/theme.ts.
try {
  const theme = JSON.parse(localStorage.getItem('flowforge:theme') ?? 'null')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Storage may be closed to us (private windows): the system's theme it is.
}
