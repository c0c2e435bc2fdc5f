// Makes docs/options.md of the interfaces that declare the options: `npm run renew -- options`. A spec compares the two.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { docModel, entryPoints, reports } from './api.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

export const page = 'docs/options.md';

const introduction = `# Options

Every option of every executor and operator, as declared in the types. Times are milliseconds, sizes bytes. An option that is omitted or
\`undefined\` takes its default. Options are checked at the call: a wrong type is a \`TypeError\`, a value out of range a
\`RangeError\`, with the option's name in the message. Only own properties are read; an unknown one is a \`TypeError\` that
suggests the nearest name.
`;

/** The chapters: the title, the interfaces that declare the options, and a remark. */
const chapters = [
  ['Every pool of workers', ['PoolOptions'], 'For threads, processes and Web Workers.'],
  ['ThreadPoolExecutor', ['ThreadPoolOptions']],
  ['ProcessPoolExecutor', ['ProcessPoolOptions']],
  ['WebWorkerPoolExecutor', ['WebWorkerPoolOptions']],
  ['EventLoopExecutor', ['EventLoopOptions']],
  ['BullMQExecutor', ['BullMQStoreOptions', 'QueueOptions', 'BullMQExecutorOptions']],
  ['serve', ['ServeOptions'], 'In addition, the options that identify the queue, as above: from `queue` to `onError`.'],
  ['TestExecutor', ['TestOptions'], 'A frame is a millisecond of virtual time.'],
  ['A task: executor.with', ['SubmitOptions'], 'Apply to everything submitted through the returned view.'],
  ['A task of a queue', ['QueueSubmitOptions'], 'In addition to those of every task.'],
  ['eachValueFrom', ['EachValueFromOptions']],
  ['mapOn', ['MapOnOptions']],
  ['wait', ['WaitOptions']],
  ['asCompleted', ['AsCompletedOptions']],
  ['shutdown', ['ShutdownOptions']],
];

/** Returns the page's text. Call it once api-extractor has written its reports: they have the model of the types. */
export function optionsPage() {
  const interfaces = new Map(
    entryPoints().flatMap(({ name }) =>
      docModel(name)
        .members.filter(({ kind }) => kind === 'Interface')
        .map((each) => [each.name, each]),
    ),
  );
  return [introduction, ...chapters.map((chapter) => chapterText(chapter, interfaces))].join('\n');
}

function chapterText([title, names, remark], interfaces) {
  const options = names.flatMap((name) => interfaces.get(name).members);
  const first = options.filter(({ name }, i) => options.findIndex((each) => each.name === name) === i);
  const rows = first.map((option) => `| \`${option.name}\` | \`${typeOf(option)}\` | ${textOf(option)} |`);
  return [`## ${title}`, '', ...(remark ? [remark, ''] : []), '| option | type | |', '|---|---|---|', ...rows, ''].join(
    '\n',
  );
}

/** The type without the `undefined` that every option takes. */
function typeOf({ excerptTokens, propertyTypeTokenRange: { startIndex, endIndex } }) {
  const type = excerptTokens
    .slice(startIndex, endIndex)
    .map(({ text }) => text)
    .join('');
  const rest = type.replace(/ \| undefined$/, '');
  return inTable(rest === type ? type : rest.replace(/^\((.*=>.*)\)$/, '$1'));
}

function textOf({ docComment }) {
  const text = docComment.replaceAll(/^\/\*\*|\*\/\s*$/g, '').replaceAll(/\n\s*\* ?/g, ' ');
  return inTable(
    text
      .replaceAll(/\{@link (\w+)\}/g, '`$1`')
      .replaceAll(/\s+/g, ' ')
      .trim(),
  );
}

function inTable(text) {
  return text.replaceAll('|', '\\|');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await reports();
  writeFileSync(join(root, page), optionsPage());
}
