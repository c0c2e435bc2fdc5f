// What the site adds to typedoc: pages are called by their headings, and marbles written as text are drawn.
import { Converter, JSX, MarkdownEvent, ReflectionKind } from 'typedoc';
import { drawMarbles } from './marbles.mjs';

export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const page of project.getReflectionsByKind(ReflectionKind.Document)) callByHeading(page);
    for (const door of project.getReflectionsByKind(ReflectionKind.Module)) callAsImported(door);
  });
  app.renderer.hooks.on('sidebar.begin', linkToPlayground);
  app.renderer.on(MarkdownEvent.PARSE, drawAllMarbles, beforeMarkdown);
}

/** The playground is a page beside those that typedoc makes. */
function linkToPlayground(context) {
  const href = context.relativeURL('playground/index.html');
  return JSX.createElement('a', { href, class: 'playground' }, 'Playground');
}

/** Markdown itself is made into HTML at a lower priority. */
const beforeMarkdown = 10;

function drawAllMarbles(event) {
  event.parsedText = event.parsedText.replaceAll(/^```marble\n([\s\S]*?)^```$/gm, (_all, text) => drawMarbles(text));
}

/** The first line of a page is its name; on the site it stands above the page already. */
function callByHeading(page) {
  const [first] = page.content;
  const heading = /^\s*# (.+)\n/.exec(first?.text ?? '');
  if (heading === null) return;
  page.name = heading[1].replaceAll('`', '');
  first.text = first.text.slice(heading[0].length);
}

/** A door is known by what one imports. */
function callAsImported(door) {
  door.name = door.name === 'index' ? 'rx-futures' : `rx-futures/${door.name.replace('/index', '')}`;
}
