// Marbles as they are written in the doc comments, drawn by swirly. A line is a name, two spaces or more, and a timeline;
// the rest of the line is its description. A timeline that is indented further starts later.
import { parseMarbleDiagramSpecification } from '@swirly/parser';
import { renderMarbleDiagram } from '@swirly/renderer-node';
import { darkStyles } from '@swirly/theme-default-dark';
import { lightStyles } from '@swirly/theme-default-light';

/** Pixels of a letter in a timeline's name, on average. */
const nameWidth = 10.5;

/** Returns two SVGs of the marbles, one per theme, on one line, so that Markdown can contain them. */
export function drawMarbles(text) {
  const lines = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(parts);
  const start = Math.min(...lines.map(({ column }) => column));
  const diagram = lines.map((line) => stream(line, line.column - start)).join('\n\n');
  const stream_title_width = nameWidth * Math.max(...lines.map((line) => said(line).length));
  const draw = (theme, styles) => {
    const { xml } = renderMarbleDiagram(parseMarbleDiagramSpecification(diagram), {
      styles: { ...styles, stream_title_width, background_color: 'transparent' },
    });
    return `<div class="marbles ${theme}">${xml.replaceAll('\n', ' ')}</div>`;
  };
  return `${draw('light', lightStyles)}${draw('dark', darkStyles)}\n`;
}

function parts(line) {
  const found = /^(.*?\S)\s{2,}([-^(]\S*)(?:\s+(.*))?$/.exec(line);
  if (found === null) throw new Error(`no timeline in the marbles: ${line}`);
  const [, name, timeline, note = ''] = found;
  return { name, timeline, note, column: line.indexOf(timeline, name.length) };
}

/** Swirly's marbles have one letter; what we write in several stands for a letter that the timeline does not have. */
function stream(line, delay) {
  const { timeline } = line;
  const free = 'ZYXWVUTSRQPONMLKJIHGFEDCBA'.split('').filter((letter) => !timeline.includes(letter));
  const letters = new Map();
  const short = timeline.replaceAll(/[A-Za-z0-9]+/g, (word) => {
    if (word.length === 1) return word;
    if (!letters.has(word)) letters.set(word, free.shift());
    return letters.get(word) + '-'.repeat(word.length - 1);
  });
  const values = [...letters].map(([word, letter]) => `${letter} := ${word}`);
  return [`${'-'.repeat(delay)}${short}`, `title = ${said(line)}`, ...values].join('\n');
}

function said({ name, note }) {
  return note === '' ? name : `${name}: ${note}`;
}
