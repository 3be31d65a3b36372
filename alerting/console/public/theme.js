// Runs before the first paint, as a file of its own because the content security policy allows no inline script:
// someone who chose dark must not see a white flash first.
try {
  const theme = localStorage.getItem('tidewatch.theme');
  if (theme === 'light' || theme === 'dark') {
    document.documentElement.dataset.theme = theme;
  }
} catch {
  // Storage is switched off: the system's preference holds.
}
