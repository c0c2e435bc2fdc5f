// Extensions of typedoc: pages are grouped and named by their headings, the files of an example become a page, and
// marbles written as text are drawn.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Converter, DocumentReflection, JSX, MarkdownEvent, ReflectionKind } from 'typedoc';
import { drawMarbles } from './marbles.mjs';

/** The groups of the navigation, in order, with their folders and files. */
const groups = {
  Guide: /\/guide\//,
  'Coming from': /\/coming-from/,
  'In depth': /\/docs\/(?!adr\/)/,
  Examples: /\/examples\//,
  Project: /./,
};

export const groupOrder = [...Object.keys(groups), 'Reference'];

export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const path of examples()) addExample(project, path);
    for (const page of project.getReflectionsByKind(ReflectionKind.Document)) arrange(page, app);
    for (const entryPoint of project.getReflectionsByKind(ReflectionKind.Module)) callAsImported(entryPoint);
    withoutHeading(project.readme);
  });
  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => mainEntryPointFirst(project), afterGrouping);
  app.renderer.hooks.on('sidebar.begin', linkToPlayground);
  app.renderer.on(MarkdownEvent.PARSE, drawAllMarbles, beforeMarkdown);
}

/** The playground is a page beside those that typedoc makes. */
function linkToPlayground(context) {
  const href = context.relativeURL('playground/index.html');
  return JSX.createElement('a', { href, class: 'playground' }, 'Playground');
}

/** The README already has the name of the project above it. */
function withoutHeading([first]) {
  first.text = first.text.replace(/^# .+\n/, '');
}

function mainEntryPointFirst(project) {
  const { children } = project.categories.find(({ title }) => title === 'Reference');
  children.sort((a, b) => Number(b.name === 'rx-futures') - Number(a.name === 'rx-futures'));
}

/** Grouping itself is done at a higher priority. */
const afterGrouping = -1000;

/** Markdown itself is made into HTML at a lower priority. */
const beforeMarkdown = 10;

function drawAllMarbles(event) {
  event.parsedText = event.parsedText.replaceAll(/^```marble\n([\s\S]*?)^```$/gm, (_all, text) => drawMarbles(text));
}

function arrange(page, app) {
  const path = app.files.getReflectionPath(page);
  page.frontmatter['category'] = Object.keys(groups).find((group) => groups[group].test(path));
  callByHeading(page);
}

/** A page is named by its first line. */
function callByHeading(page) {
  const heading = /^\s*# (.+)\n/.exec(page.content[0]?.text ?? '');
  if (heading !== null) page.name = heading[1].replaceAll('`', '');
}

/**
 * The main files of the examples that consist of TypeScript files only; the others have a page that explains how to run
 * them.
 */
function examples() {
  const folder = fileURLToPath(new URL('../examples', import.meta.url));
  return readdirSync(folder)
    .map((name) => join(folder, name, 'main.ts'))
    .filter((path) => existsSync(path));
}

/** A link to the main file leads to the page. */
function addExample(project, path) {
  const text = exampleText(dirname(path));
  const page = new DocumentReflection(basename(dirname(path)), project, [{ kind: 'text', text }], {});
  project.addChild(page);
  project.registerReflection(page, undefined, path);
}

/** The files of an example, the main one first, and what it prints. */
function exampleText(folder) {
  const files = readdirSync(folder).filter((name) => ['.ts', '.txt'].includes(extname(name)));
  const inOrder = files.sort((a, b) => rank(a) - rank(b));
  return [`# ${basename(folder)}\n`, ...inOrder.map((name) => fence(folder, name))].join('\n');
}

function rank(name) {
  return name === 'main.ts' ? 0 : name === 'expected-output.txt' ? 1 : 2;
}

function fence(folder, name) {
  const title = name === 'expected-output.txt' ? 'It prints' : `\`${name}\``;
  const language = extname(name) === '.ts' ? 'ts' : 'text';
  return `${title}\n\n\`\`\`${language}\n${readFileSync(join(folder, name), 'utf8').trimEnd()}\n\`\`\`\n`;
}

/** An entry point is named by what one imports. */
function callAsImported(entryPoint) {
  entryPoint.name = entryPoint.name === 'index' ? 'rx-futures' : `rx-futures/${entryPoint.name.replace('/index', '')}`;
}
