import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A small directory tree for one test, gone with `await using`. */
export class FixtureTree implements AsyncDisposable {
  readonly root: string;

  private constructor(root: string) {
    this.root = root;
  }

  static async make(): Promise<FixtureTree> {
    return new FixtureTree(await mkdtemp(join(tmpdir(), 'rx-futures-')));
  }

  /** Three files of 5 lines and 12 bytes in all. */
  async addGoodFiles(): Promise<void> {
    await mkdir(join(this.root, 'deeper'));
    await writeFile(join(this.root, 'two-lines'), 'a\nb\n');
    await writeFile(join(this.root, 'deeper', 'three-lines'), 'cc\nd\ne\n');
    await writeFile(join(this.root, 'deeper', 'no-newline'), 'f');
  }

  /** A directory loop, two links that lead to each other, one that leads nowhere, and a file that cannot be read. */
  async addBadFiles(): Promise<void> {
    await symlink('..', join(this.root, 'deeper', 'loop'));
    await symlink('tick', join(this.root, 'tock'));
    await symlink('tock', join(this.root, 'tick'));
    await symlink('nowhere', join(this.root, 'vanished'));
    await this.#addUnreadable(join(this.root, 'unreadable'));
  }

  /** A practically endless file, whose bytes exist only when they are read. */
  async addEndlessFile(): Promise<void> {
    const path = join(this.root, 'endless');
    await writeFile(path, '');
    await truncate(path, 2 ** 40);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }

  /** Permissions do not stop root, but the start of a process's memory stops even root. */
  async #addUnreadable(path: string): Promise<void> {
    if (existsSync('/proc/self/mem')) return symlink('/proc/self/mem', path);
    await writeFile(path, 'secret');
    await chmod(path, 0);
  }
}
