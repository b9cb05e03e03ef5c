"""The look of the HTML report: light and dark, on paper too."""

STYLE = """
:root {
  color-scheme: light dark;
  --paper: #fbfbfa; --ink: #1c2127; --quiet: #66707b; --line: #dfe3e6; --panel: #ffffff;
  --s0: #2f6db5; --s1: #c9761a; --s2: #2e8b6f; --s3: #8a5bb0; --s4: #b5474f; --s5: #6b7480;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171a; --ink: #e4e7ea; --quiet: #98a2ac; --line: #2c3238; --panel: #1b1f23;
    --s0: #6ba3e0; --s1: #e5a04f; --s2: #5fc0a0; --s3: #b48fd6; --s4: #e07f86; --s5: #9aa4ae;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 68rem; padding: 2.5rem 1.5rem 4rem; background: var(--paper);
  color: var(--ink); font: 15px/1.55 system-ui, -apple-system, "Segoe UI", sans-serif;
}
header p { margin: 0; color: var(--quiet); letter-spacing: .04em; }
h1 { margin: .1rem 0 1.5rem; font-size: 1.9rem; font-weight: 650; line-height: 1.2; }
h2 { margin: 2.6rem 0 .8rem; font-size: 1.15rem; font-weight: 650; }
h3 { margin: 0 0 .3rem; font-size: 1rem; font-weight: 650; }
.cards { display: grid; gap: .8rem; grid-template-columns: repeat(auto-fit, minmax(16rem, 1fr)); }
article {
  border: 1px solid var(--line); border-radius: 6px; padding: .9rem 1rem; background: var(--panel);
}
article p { margin: .3rem 0 0; }
.refusal { color: var(--s4); }
.scroll {
  overflow-x: auto; border: 1px solid var(--line); border-radius: 6px; background: var(--panel);
}
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: .34rem .9rem; text-align: left; border-bottom: 1px solid var(--line); }
tbody tr:last-child > * { border-bottom: 0; }
thead th { color: var(--quiet); font-weight: 600; white-space: nowrap; }
tbody th { font-weight: 450; white-space: nowrap; }
th[title] { cursor: help; }
.number { text-align: right; white-space: nowrap; }
thead th:not(:first-child):not([colspan]) { text-align: right; }
td:not(.number):not(.bar) { text-align: right; color: var(--quiet); }
.absent { color: var(--quiet); }
.bar { width: 20%; min-width: 6rem; padding-left: 0; }
.bar span { display: block; height: .62rem; border-radius: 2px; }
.swatch {
  display: inline-block; width: .7rem; height: .7rem; border-radius: 2px; margin-right: .45rem;
}
.series0 { background: var(--s0); } .series1 { background: var(--s1); }
.series2 { background: var(--s2); }
.series3 { background: var(--s3); } .series4 { background: var(--s4); }
.series5 { background: var(--s5); }
details {
  border: 1px solid var(--line); border-radius: 6px; margin-bottom: .5rem; background: var(--panel);
}
summary { padding: .5rem 1rem; cursor: pointer; }
details ul { margin: 0; padding: .2rem 1rem .8rem 2.2rem; font-size: .9rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.2rem; margin: 0; }
dd { margin: 0; color: var(--quiet); }
code { font: .92em ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
footer { margin-top: 3rem; color: var(--quiet); font-size: .85rem; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } }
@media print {
  body { max-width: none; padding: 0; } section { break-inside: avoid; }
  .bar span, .swatch { print-color-adjust: exact; }
}
"""
