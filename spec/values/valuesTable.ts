import { SerializationError } from '../../src/errors/SerializationError.js';
import type { Executor } from '../../src/executor/Executor.js';
import { taskModule } from '../../src/executor/taskModule.js';
import { describeValue } from './describeValue.js';
import { samples, thrown } from './samples.js';

/** A column of the table: an executor whose workers the values are sent to. */
export interface Column {
  readonly title: string;
  readonly executor: Executor;
}

type Row = readonly string[];

const tasks = taskModule<typeof import('./describeValue.js')>(new URL('./describeValue.js', import.meta.url));

/** Both tables, from real round trips. Another kind of executor is another column. */
export async function valuesTable(columns: readonly Column[]): Promise<string> {
  const sent = await Promise.all(samples.map((sample) => row(sample, columns, arrival)));
  const failed = await Promise.all(thrown.map((sample) => row(sample, columns, thrownArrival)));
  const titles = columns.map(({ title }) => title);
  return [
    '## Arguments, results, progress values',
    table(['sent', ...titles], sent),
    '## Thrown errors',
    table(['thrown', ...titles], failed),
  ].join('\n\n');
}

async function row(
  [name, value]: readonly [string, unknown],
  columns: readonly Column[],
  arrive: (executor: Executor, name: string, value: unknown) => Promise<string>,
): Promise<Row> {
  return [name, ...(await Promise.all(columns.map(({ executor }) => arrive(executor, name, value))))];
}

async function arrival(executor: Executor, _name: string, value: unknown): Promise<string> {
  return executor
    .submit(tasks.describeValue, value)
    .result()
    .then(
      (there) => (there === describeValue(value) ? 'as it is' : code(there)),
      (error: unknown) => (error instanceof SerializationError ? `refused: ${code(error.part ?? '')}` : String(error)),
    );
}

async function thrownArrival(executor: Executor, name: string, value: unknown): Promise<string> {
  const error = await executor.submit(tasks.throwSample, name).exception();
  if (error instanceof SerializationError) return `refused: ${code(error.part ?? '')}`;
  const here = describeValue(error);
  return here === describeValue(value) ? 'as it is' : code(here);
}

function code(text: string): string {
  return `\`${text}\``;
}

function table(head: Row, rows: readonly Row[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(escaped).join(' | ')} |`).join('\n');
}

function escaped(cell: string): string {
  return cell.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
