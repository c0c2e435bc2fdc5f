import { readFileSync, writeFileSync } from 'node:fs';

/** The results of a scaled-down run go to a separate file. */
export const fileOf = ({ scale }) => `bench/results${scale === 1 ? '' : '.short'}.json`;

/** The results of full runs, by workload. */
export const results = () => read('bench/results.json') ?? {};

/** Each workload has its place in the file; one that was not measured now keeps what it had. */
export function save(result, names) {
  const file = fileOf(result);
  const all = { ...read(file), [result.name]: result };
  const inOrder = Object.fromEntries(names.filter((name) => name in all).map((name) => [name, all[name]]));
  writeFileSync(at(file), `${JSON.stringify(inOrder, undefined, 1)}\n`);
}

const at = (path) => new URL(`../${path}`, import.meta.url);

function read(path) {
  try {
    return JSON.parse(readFileSync(at(path), 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
