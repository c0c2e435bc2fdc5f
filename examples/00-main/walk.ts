import { type Dirent, opendirSync } from 'node:fs';
import { opendir, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { reasonOf } from './reason.js';

/** A path that could not be walked, and the reason. */
export type OnProblem = (path: string, error: unknown) => void;

/** A directory by the path that led to it, and by its real path. */
interface Directory {
  readonly path: string;
  readonly real: string;
}

/**
 * The files under a directory, one at a time: the next entry is read when the next path is asked for, so a tree of any
 * size takes the memory of its widest branch. Links are followed, but no directory is walked twice.
 */
export async function* walk(root: string, onProblem: OnProblem): AsyncGenerator<string> {
  const start = { path: root, real: await realpath(root) };
  const waiting: Directory[] = [start];
  const trees = [start.real];
  for (let directory = waiting.pop(); directory !== undefined; directory = waiting.pop()) {
    try {
      for await (const entry of await opendir(directory.path)) {
        const path = join(directory.path, entry.name);
        const found = entry.isSymbolicLink() ? await followed(path, directory, trees, onProblem) : entry;
        if (found?.isFile()) yield path;
        else if (found?.isDirectory()) waiting.push({ path, real: await realpath(path) });
      }
    } catch (error) {
      onProblem(directory.path, error);
    }
  }
}

/** Returns the target of a link; nothing for a broken link, or a target that the walk visits anyway. */
async function followed(
  path: string,
  from: Directory,
  trees: string[],
  onProblem: OnProblem,
): Promise<Pick<Dirent, 'isFile' | 'isDirectory'> | undefined> {
  try {
    const target = await stat(path);
    if (!target.isDirectory()) return target;
    const real = await realpath(path);
    if (isInside(from.real, real)) throw new Error('directory loop: the link leads back to a directory it is in');
    if (trees.some((tree) => isInside(real, tree))) return undefined;
    trees.push(real);
    return target;
  } catch (error) {
    onProblem(path, error);
    return undefined;
  }
}

function isInside(path: string, directory: string): boolean {
  const way = relative(directory, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`));
}

/** Why a directory cannot be walked at all; `undefined` when it can. */
export function whyNotWalkable(path: string): string | undefined {
  try {
    opendirSync(path).closeSync();
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}
