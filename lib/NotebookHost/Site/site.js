'use strict';
const root = document.documentElement;
const cells = [...document.querySelectorAll('.cell')];
const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
const narrow = matchMedia('(max-width: 60rem)');

// Formulas: without KaTeX the TeX stays as it is, and so does one that it cannot read.
if (typeof window.katex?.render === 'function')
  for (const formula of document.querySelectorAll('.math')) {
    const tex = formula.textContent;
    try {
      window.katex.render(tex, formula, { displayMode: formula.classList.contains('display'), throwOnError: false, maxSize: 40 });
    } catch {
      formula.textContent = tex;
      continue;
    }
    formula.classList.add('typeset');
    for (const svg of formula.querySelectorAll('svg')) svg.setAttribute('aria-hidden', 'true'); // the MathML beside it is what is read
  }

// Contents: folded away where they would push the lesson off the screen.
const contents = document.querySelector('.contents');
if (contents) {
  const fold = () => { contents.open = !narrow.matches; };
  narrow.addEventListener('change', fold);
  fold();
  const here = new Map([...contents.querySelectorAll('.here a')].map(a => [decodeURIComponent(a.hash.slice(1)), a]));
  const headings = [...here.keys()].map(id => document.getElementById(id)).filter(Boolean);
  const mark = () => {
    const top = headings.findLast(h => h.getBoundingClientRect().top < innerHeight / 3);
    for (const [id, link] of here) link.classList.toggle('reading', id === top?.id);
  };
  addEventListener('scroll', mark, { passive: true });
  mark();
  const side = document.querySelector('.side'), lesson = contents.querySelector('[aria-current]');
  side.scrollTop = Math.max(0, lesson.getBoundingClientRect().top - innerHeight / 3);
}

// Copying code.
if (navigator.clipboard)
  for (const source of document.querySelectorAll('.cell > pre.source')) {
    const button = Object.assign(document.createElement('button'), { type: 'button', className: 'copy', textContent: 'Copy' });
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(source.textContent);
      button.textContent = 'Copied';
      setTimeout(() => { button.textContent = 'Copy'; }, 1500);
    });
    source.before(button);
  }

// Wide blocks can be scrolled with the keyboard; narrow ones are not in its way.
const isWide = block => block.scrollWidth > block.clientWidth || block.scrollHeight > block.clientHeight;
const reach = () => {
  for (const block of document.querySelectorAll('pre, .wide, .output'))
    if (isWide(block)) block.tabIndex = 0;
    else block.removeAttribute('tabindex');
};
addEventListener('load', reach);
addEventListener('resize', reach);
document.addEventListener('toggle', reach, true);

// Interactive charts: drawn from their data over the static form, which stays where Plotly is missing or cannot draw them. Plotly draws on white;
// let its charts follow the theme, and say that they are pictures.
const drawn = [];
const paint = () => {
  const ink = getComputedStyle(document.body).color;
  for (const chart of drawn) {
    const rule = getComputedStyle(chart.closest('.outputs')).borderLeftColor; // a variable would give light-dark(…), which Plotly cannot read
    const axes = Object.fromEntries(Object.keys(chart.layout).filter(k => /^[xy]axis/.test(k)).flatMap(k => [[`${k}.gridcolor`, rule], [`${k}.zerolinecolor`, rule]]));
    const room = Math.min(chart.wished, chart.closest('.output').clientWidth);
    chart.style.width = `${room}px`;
    window.Plotly.relayout(chart, { width: room, paper_bgcolor: 'transparent', plot_bgcolor: 'transparent', 'font.color': ink, ...axes })
      .then(() => { for (const svg of document.querySelectorAll('.js-plotly-plot svg, #js-plotly-tester')) svg.setAttribute('aria-hidden', 'true'); });
  }
};
const draw = async place => {
  const { data, layout, width, height } = JSON.parse(place.dataset.chart);
  const chart = document.createElement('div');
  place.append(chart);
  try {
    await window.Plotly.newPlot(chart, data, { ...layout, width: layout.width ?? width ?? 700, height: layout.height ?? height ?? 450 }, { displaylogo: false });
  } catch {
    chart.remove();
    return;
  }
  chart.wished = chart.layout.width;
  chart.setAttribute('role', 'img');
  chart.setAttribute('aria-label', chart.layout.title?.text || 'Interactive chart');
  place.classList.add('drawn');
  drawn.push(chart);
};
if (typeof window.Plotly?.newPlot === 'function') {
  Promise.all([...document.querySelectorAll('.chart')].map(draw)).then(paint);
  document.addEventListener('nb-theme', paint);
}

// Stepping from cell to cell: the first whose top is at or below the reading line is the current one.
let current = -1;
const go = step => {
  if (!cells.length) return;
  const line = 96;
  if (current < 0 || cells[current].getBoundingClientRect().bottom < 0 || cells[current].getBoundingClientRect().top > innerHeight)
    current = cells.findLastIndex(c => c.getBoundingClientRect().top <= line);
  current = Math.max(0, Math.min(cells.length - 1, current + step));
  for (const cell of cells) cell.classList.toggle('current', cell === cells[current]);
  cells[current].scrollIntoView({ behavior: still ? 'auto' : 'smooth', block: 'start' });
};
const openAnswers = () => {
  let answers = [...(cells[Math.max(0, current)]?.querySelectorAll('details') ?? [])];
  if (!answers.length)
    answers = [...document.querySelectorAll('main details')].filter(d => d.getBoundingClientRect().bottom > 0 && d.getBoundingClientRect().top < innerHeight);
  const open = !answers.some(a => a.open);
  for (const answer of answers) answer.open = open;
};
const follow = selector => { const link = document.querySelector(selector); if (link) location.href = link.href; };
const big = on => {
  root.classList.toggle('big', on);
  try { sessionStorage.setItem('nb-big', on ? '1' : ''); } catch { /* lasts for this page */ }
};

// Words that a lesson defined: the first of each on a page tells its sentence when pointed at, tapped or reached by keyboard.
const words = new Map((window.nbTerms ?? []).map(term => [term[0].toLowerCase(), term]));
const explained = document.createElement('div');
explained.className = 'explained';
explained.setAttribute('role', 'tooltip');
explained.id = 'nb.explained';
explained.hidden = true;
const explain = link => {
  const [, sentence, , lesson] = words.get(link.dataset.term);
  explained.innerHTML = sentence; // made by the site's own writer, every letter of a notebook encoded
  explained.append(Object.assign(document.createElement('small'), { textContent: lesson }));
  if (typeof window.katex?.render === 'function') for (const m of explained.querySelectorAll('.math')) window.katex.render(m.textContent, m, { throwOnError: false });
  explained.hidden = false;
  const box = link.getBoundingClientRect(), wide = explained.offsetWidth;
  explained.style.left = `${Math.max(8, Math.min(box.left, root.clientWidth - wide - 8)) + scrollX}px`;
  explained.style.top = `${box.bottom + scrollY + 6}px`;
  link.setAttribute('aria-describedby', explained.id);
};
const unexplain = () => { explained.hidden = true; };
if (words.size && document.querySelector('.contents')) {
  document.body.append(explained);
  const name = [...words.keys()].sort((a, b) => b.length - a.length).map(w => w.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  const known = new RegExp(`(?<![\\p{L}\\p{N}-])(${name})(?=s?(?![\\p{L}\\p{N}-]))`, 'iu');
  const page = location.pathname.split('/').pop(), met = new Set(), earlier = new Set();
  for (const link of document.querySelectorAll('.contents ol > li > a')) {
    const name = decodeURIComponent(link.pathname.split('/').pop());
    if (name === decodeURIComponent(page)) break;
    earlier.add(name);
  }
  const own = new Set([...document.querySelectorAll('.cell.text strong')].map(s => s.textContent.toLowerCase())); // explained here
  for (const text of document.querySelectorAll('.cell.text :is(p, li)')) {
    if (text.querySelector('p, li')) continue;
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT, n => n.parentElement.closest('a, code, strong, summary, .math') ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
    const pieces = [];
    while (walker.nextNode()) pieces.push(walker.currentNode);
    for (let piece of pieces)
      for (let found; (found = known.exec(piece.data));) {
        const key = found[1].toLowerCase(), term = words.get(key), rest = piece.splitText(found.index);
        piece = rest.splitText(key.length);
        if (met.has(key) || own.has(key) || !earlier.has(decodeURIComponent(term[2]).split('#')[0])) continue;
        met.add(key);
        const link = Object.assign(document.createElement('a'), { className: 'term', href: term[2] });
        link.dataset.term = key;
        rest.replaceWith(link);
        link.append(rest);
      }
  }
  for (const link of document.querySelectorAll('a.term')) {
    link.addEventListener('pointerenter', e => { if (e.pointerType === 'mouse') explain(link); });
    link.addEventListener('pointerleave', unexplain);
    link.addEventListener('focus', () => explain(link));
    link.addEventListener('blur', unexplain);
    link.addEventListener('click', e => { if (matchMedia('(hover: none)').matches) { e.preventDefault(); explain(link); } });
  }
  addEventListener('keydown', e => { if (e.key === 'Escape') unexplain(); });
}

// Finding a page by typing. What can be found is loaded when somebody searches for the first time.
const find = Object.assign(document.createElement('dialog'), { id: 'nb.find' });
const asked = Object.assign(document.createElement('input'), { type: 'search', placeholder: 'Find in all lessons', autocomplete: 'off', spellcheck: false });
const hits = document.createElement('ol');
for (const part of [find, asked]) part.setAttribute('aria-label', 'Find in all lessons');
find.append(asked, hits);
document.body.append(find);
const loadSearch = () => new Promise(done => {
  if (window.nbSearch) return done();
  const script = Object.assign(document.createElement('script'), { src: 'assets/search.js', onload: done, onerror: done });
  document.head.append(script);
});
const openFind = async () => {
  if (!find.open) find.showModal();
  await loadSearch();
  showHits();
};
const showHits = () => {
  const parts = asked.value.toLowerCase().split(/\s+/).filter(Boolean);
  const rows = (parts.length ? window.nbSearch ?? [] : []).map(([lesson, href, heading, text]) => {
    const [h, l, t] = [heading.toLowerCase(), lesson.toLowerCase(), text.toLowerCase()];
    const worth = p => h.includes(p) ? 9 : l.includes(p) ? 4 : t.includes(p) ? 1 : -Infinity;
    return { lesson, href, heading, text, t, score: parts.reduce((sum, p) => sum + worth(p), 0) };
  }).filter(row => row.score > 0).sort((a, b) => b.score - a.score).slice(0, 12);
  hits.replaceChildren(...rows.map(row => {
    const at = Math.max(0, Math.min(...parts.map(p => row.t.indexOf(p)).filter(i => i >= 0), Infinity) - 40);
    const link = Object.assign(document.createElement('a'), { href: row.href });
    link.append(Object.assign(document.createElement('b'), { textContent: row.heading || row.lesson }),
      Object.assign(document.createElement('small'), { textContent: row.lesson }),
      Object.assign(document.createElement('span'), { textContent: Number.isFinite(at) ? (at > 0 ? '… ' : '') + row.text.slice(at, at + 120) : row.text.slice(0, 120) }));
    const item = document.createElement('li');
    item.append(link);
    return item;
  }));
};
asked.addEventListener('input', showHits);
asked.addEventListener('keydown', e => { if (e.key === 'Enter') hits.querySelector('a')?.click(); });
hits.addEventListener('click', e => { if (e.target.closest('a')) find.close(); });

const keys = document.getElementById('nb.keys');
const actions = {
  j: () => go(+1), k: () => go(-1), o: openAnswers,
  n: () => follow('link[rel=next]'), p: () => follow('link[rel=prev]'),
  ArrowRight: () => follow('link[rel=next]'), ArrowLeft: () => follow('link[rel=prev]'),
  c: () => { location.href = 'index.html'; }, t: () => { location.href = 'terms.html'; },
  '/': () => openFind(),
  b: () => big(!root.classList.contains('big')), d: () => nbTheme.toggle(),
  '?': () => (keys.open ? keys.close() : keys.showModal()),
};
addEventListener('keydown', e => {
  if (e.ctrlKey || e.metaKey || e.altKey || e.target.closest('input, textarea, select, [contenteditable]')) return;
  if (find.open || keys.open && e.key !== '?') return;
  if (e.key.startsWith('Arrow') && e.target.tabIndex === 0 && e.target.matches('pre, .wide, .output')) return; // they scroll it
  const pager = root.classList.contains('big') ? { PageDown: actions.j, PageUp: actions.k }[e.key] : undefined;
  const action = pager ?? actions[e.key];
  if (!action) return;
  e.preventDefault();
  action();
});
for (const button of document.querySelectorAll('[data-key]')) button.addEventListener('click', () => actions[button.dataset.key]());

// On paper nothing can be opened: hidden answers are printed, then closed again.
let opened = [];
addEventListener('beforeprint', () => {
  opened = [...document.querySelectorAll('main details:not([open])')];
  for (const d of opened) d.open = true;
});
addEventListener('afterprint', () => { for (const d of opened) d.open = false; });
