import { expect } from 'chai';
import { readSources, type Source } from './sources.js';

/** The house: for each room what it may import beside itself. The table of the architecture, as data. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  options: ['errors'],
  future: ['options', 'errors'],
  events: ['errors'],
  protocol: ['errors'],
  flow: ['errors'],
  executor: ['options', 'future', 'events', 'flow', 'errors'],
  transports: ['protocol', 'errors'],
  worker: ['protocol', 'flow', 'errors'],
  pool: ['options', 'executor', 'protocol', 'events', 'flow', 'errors'],
  operators: ['options', 'future', 'executor', 'flow', 'errors'],
  local: ['options', 'executor', 'worker', 'protocol', 'events', 'future', 'flow', 'errors'],
  testing: ['options', 'executor', 'worker', 'events', 'future', 'flow', 'errors'],
  trace: ['options', 'executor', 'events', 'errors'],
  node: ['options', 'pool', 'executor', 'transports', 'protocol', 'events', 'future', 'errors'],
  // A queue is a runner without workers of its own: it needs nothing of a pool, but the bytes and errors of the protocol.
  // The command puts assemblies together, as a user's program would.
  command: ['options', 'bullmq', 'node', 'executor'],
  bullmq: ['options', 'executor', 'protocol', 'events', 'future', 'errors'],
  angular: ['options', 'executor'],
  web: ['options', 'pool', 'executor', 'transports', 'protocol', 'events', 'future', 'errors'],
};

/** Rooms that must stay free of rxjs: what runs inside a worker. One file of `errors` passes RxJS's own error on. */
const withoutRxjs = ['worker', 'protocol', 'flow'];
/** The folders that Node's compiler options apply to, and no others. */
const nodeFolders = /^(bullmq|command|node|protocol\/node|transports\/node|worker\/node)\//;

describe('rooms', () => {
  const sources = readSources();
  const room = (path: string): string => path.split('/')[0] as string;

  it('reads the modules', () => {
    expect(sources.length).to.be.greaterThan(50);
    expect(sources.flatMap(({ local }) => local).length).to.be.greaterThan(100);
  });

  it('know every folder', () => {
    const folders = new Set(sources.map(({ path }) => room(path)).filter((name) => name !== 'index.ts'));
    expect([...folders].filter((name) => rooms[name] === undefined)).to.deep.equal([]);
  });

  it('import downwards only, types included', () => {
    const wrong = sources
      .filter(({ path }) => path !== 'index.ts')
      .flatMap(({ path, local }) =>
        local
          .filter((target) => room(target) !== room(path) && !rooms[room(path)]?.includes(room(target)))
          .map((target) => `${path} -> ${target}`),
      );
    expect(wrong).to.deep.equal([]);
  });

  it('import files that exist', () => {
    const paths = new Set(sources.map(({ path }) => path));
    expect(sources.flatMap(({ local }) => local).filter((target) => !paths.has(target))).to.deep.equal([]);
  });

  it('have no cycles, types included', () => {
    expect(findCycle(sources)).to.equal(undefined);
  });

  it('use packages only where they may', () => {
    const wrong = sources.flatMap(({ path, bare }) =>
      bare.filter((name) => !mayUse(path, name)).map((name) => `${path} -> ${name}`),
    );
    expect(wrong).to.deep.equal([]);
  });

  it('have no door inside: an index.ts re-exports only', () => {
    const doors = sources.filter(({ path }) => path.endsWith('index.ts'));
    expect(doors.map(({ path }) => path)).to.have.members([
      'angular/index.ts',
      'index.ts',
      'bullmq/index.ts',
      'node/index.ts',
      'testing/index.ts',
      'trace/index.ts',
      'web/index.ts',
      'worker/index.ts',
    ]);
    for (const { path, text } of doors) {
      const code = text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '').trim();
      expect(code, path).to.match(/^(export (type )?\{[^}]*\} from '[^']+';\s*)+$/);
    }
  });
});

function mayUse(path: string, name: string): boolean {
  if (name.startsWith('node:')) return nodeFolders.test(path);
  if (name === 'bullmq' || name === 'ioredis') return path.startsWith('bullmq/redis/');
  if (name === '@angular/core') return path.startsWith('angular/');
  if (name !== 'rxjs') return false;
  return (
    !withoutRxjs.some((each) => path.startsWith(`${each}/`)) &&
    !(path.startsWith('errors/') && path !== 'errors/TimeoutError.ts')
  );
}

function findCycle(sources: readonly Source[]): string | undefined {
  const imports = new Map(sources.map(({ path, local }) => [path, local]));
  const clean = new Set<string>();
  const visit = (path: string, trail: readonly string[]): string | undefined => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path].join(' -> ');
    if (clean.has(path)) return undefined;
    for (const next of imports.get(path) ?? []) {
      const cycle = visit(next, [...trail, path]);
      if (cycle !== undefined) return cycle;
    }
    clean.add(path);
    return undefined;
  };
  for (const { path } of sources) {
    const cycle = visit(path, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
