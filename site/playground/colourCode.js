// Colours TypeScript: enough for the short programs of the playground.

const keywords =
  'as async await const else export for from(?!\\() function if import let new of return throw type typeof void while';
const tokens = new RegExp(
  [
    /(?<comment>\/\/.*)/,
    /(?<string>'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)/,
    new RegExp(`(?<keyword>(?<!\\.)\\b(?:${keywords.split(' ').join('|')})\\b)`),
    /(?<number>\b\d[\d_.]*\b)/,
    /(?<type>\b[A-Z]\w*\b)/,
    /(?<call>\b[a-z]\w*(?=\())/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);

/** Returns the nodes of the code: text, and a span of a class for each coloured token. */
export function colourCode(code) {
  const nodes = [];
  let end = 0;
  for (const match of code.matchAll(tokens)) {
    const [kind] = Object.entries(match.groups).find(([, text]) => text !== undefined);
    const span = document.createElement('span');
    span.className = kind;
    span.textContent = match[0];
    nodes.push(code.slice(end, match.index), span);
    end = match.index + match[0].length;
  }
  return [...nodes, code.slice(end)];
}
