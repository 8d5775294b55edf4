/** The look of the page: the reader's colours, by day and by night; marks differ in shape as well as in colour. */
export const matrixStyle = `:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --soft: #57606a; --line: #d0d7de; --band: #f6f8fa;
  --allowed: #1a7f37; --some: #0550ae; --leak: #b3141d; --lockout: #7d4e00; --untested: #6b4fa0; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #0d1117; --soft: #9aa4af; --line: #30363d; --band: #161b22;
  --allowed: #4ac26b; --some: #79c0ff; --leak: #ff8a80; --lockout: #f0b849; --untested: #c4a7f0; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 80rem; font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
h1 { margin: 0; font-size: 1.6rem; } h2 { font-size: 1.2rem; } h3 { font-size: 1rem; margin: 0 0 .5rem; }
code, pre, .mark { font-family: ui-monospace, monospace; }
.summary { font-size: 1.1rem; font-weight: 600; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; margin: 0; padding: 0; list-style: none; }
.scroll { overflow: auto; max-height: 85vh; border: 1px solid var(--line); }
table { border-collapse: separate; border-spacing: 0; }
th, td { padding: .2rem .45rem; text-align: center; border-bottom: 1px solid var(--line); }
thead { position: sticky; top: 0; z-index: 2; background: var(--band); }
tbody th, thead tr:first-child th:first-child { position: sticky; left: 0; z-index: 1; text-align: left; font-weight: 400; background: var(--band); }
tbody th small { color: var(--soft); }
td.first, th.first, th[scope=colgroup] { border-left: 1px solid var(--line); }
abbr { text-decoration: none; }
.mark { font-weight: 700; } td .mark { display: inline-block; width: 1.4em; }
.allowed { color: var(--allowed); } .refused { color: var(--soft); } .some { color: var(--some); } .untested { color: var(--untested); }
.leak, .lockout { padding: 0 .3em; color: var(--paper); } .leak { background: var(--leak); } .lockout { background: var(--lockout); }
td a { text-decoration: none; } td a:focus-visible { outline: 2px solid var(--ink); }
article { margin: 1rem 0; padding: 1rem; border: 1px solid var(--line); overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: 0; } dd { margin: 0; white-space: pre-wrap; }
dt { color: var(--soft); } pre { overflow: auto; padding: 1rem; background: var(--band); }
@media print { .scroll { max-height: none; } }`;
