// Runs at the top of the body, before anything is drawn, so that a remembered theme never flashes in the other one.
const nbTheme = {
  system: matchMedia('(prefers-color-scheme: dark)'),
  get chosen() { try { return localStorage.getItem('nb-theme'); } catch { return null; } },
  get current() { return this.chosen ?? (this.system.matches ? 'dark' : 'light'); },
  show(theme) {
    document.documentElement.dataset.theme = theme;
    this.showOnBody();
    document.dispatchEvent(new CustomEvent('nb-theme', { detail: theme }));
  },
  // Figures choose their colours by the classes that VS Code sets.
  showOnBody() {
    const dark = document.documentElement.dataset.theme === 'dark';
    document.body.classList.toggle('vscode-dark', dark);
    document.body.classList.toggle('vscode-light', !dark);
  },
  toggle() {
    const theme = this.current === 'dark' ? 'light' : 'dark';
    try { localStorage.setItem('nb-theme', theme); } catch { /* private window: the choice lasts for this page */ }
    this.show(theme);
  },
};
nbTheme.show(nbTheme.current);
try { document.documentElement.classList.toggle('big', !!sessionStorage.getItem('nb-big')); } catch { /* private window */ }
nbTheme.system.addEventListener('change', () => nbTheme.show(nbTheme.current));
addEventListener('beforeprint', () => nbTheme.show('light'));
addEventListener('afterprint', () => nbTheme.show(nbTheme.current));
