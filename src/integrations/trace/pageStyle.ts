/** The style of the page: light or dark as its reader's system. */
export const pageStyle = `
:root { color-scheme: light dark; --back: #fbfbfd; --card: #fff; --text: #1c2333; --soft: #667085; --line: #e4e7ee;
  --finished: #3b82f6; --failed: #ef4444; --cancelled: #a8b0c0; --starting: #f0c36a; --running: #10b981; --queue: #8b5cf6 }
@media (prefers-color-scheme: dark) { :root { --back: #10131a; --card: #181c26; --text: #e6e9f0; --soft: #93a0b8;
  --line: #2a3040; --finished: #5b9bff; --failed: #ff6b6b; --cancelled: #5c667a; --starting: #b98e3c; --queue: #a78bfa } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 1400px; padding: 28px 24px 48px; background: var(--back); color: var(--text);
  font: 14px/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums }
h1 { margin: 0; font-size: 22px; font-weight: 650; letter-spacing: -.01em }
header p { margin: 2px 0 20px; color: var(--soft) }
section { margin-bottom: 20px }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(210px, 1fr)); gap: 14px }
.card, .timeline, table { background: var(--card); border: 1px solid var(--line); border-radius: 12px }
.card { padding: 14px 18px }
.card b { display: block; color: var(--soft); font-weight: 500 }
.card strong { display: block; font-size: 24px; font-weight: 650; letter-spacing: -.02em }
.card small { color: var(--soft) }
.timeline { position: relative; padding: 14px 18px 10px }
canvas { display: block; width: 100%; cursor: grab; outline: none; touch-action: none }
canvas:active { cursor: grabbing }
.legend { display: flex; flex-wrap: wrap; gap: 16px; margin: 10px 0 0; color: var(--soft); font-size: 13px }
.key::before { content: ''; display: inline-block; width: 10px; height: 10px; margin-right: 6px; border-radius: 3px }
.finished::before { background: var(--finished) } .failed::before { background: var(--failed) }
.cancelled::before { background: var(--cancelled) } .starting::before { background: var(--starting) }
.hint { margin-left: auto }
.tip { position: absolute; z-index: 1; max-width: 380px; padding: 8px 12px; border-radius: 8px; pointer-events: none;
  background: var(--text); color: var(--back); font-size: 13px; white-space: pre-line; overflow-wrap: anywhere }
table { width: 100%; border-collapse: separate; border-spacing: 0; overflow: hidden }
th, td { padding: 8px 18px; text-align: right; border-bottom: 1px solid var(--line) }
th { color: var(--soft); font-weight: 500 }
th:first-child, td:first-child { text-align: left }
tr:last-child td { border-bottom: 0 }
.bar { display: inline-block; width: 120px; height: 8px; margin-right: 10px; border-radius: 4px; background: var(--line); overflow: hidden }
.bar i { display: block; height: 100%; border-radius: 4px; background: var(--finished) }
`;
