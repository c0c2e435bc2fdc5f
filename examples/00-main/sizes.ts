import { stat } from 'node:fs/promises';

/** A file and its size, which is about how much work it is. */
export interface SizedFile {
  readonly path: string;
  readonly bytes: number;
}

/** Adds the sizes of the files. One that cannot be looked at stays: reading it will tell the reason. */
export async function* withSizes(paths: AsyncIterable<string>): AsyncGenerator<SizedFile> {
  for await (const path of paths) yield { path, bytes: await sizeOf(path) };
}

/** Every n-th file by size, the largest first. */
export async function sampleBySize(files: AsyncIterable<SizedFile>, every: number): Promise<SizedFile[]> {
  const all: SizedFile[] = [];
  for await (const file of files) all.push(file);
  return all.sort((a, b) => b.bytes - a.bytes).filter((_, i) => i % every === 0);
}

function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
