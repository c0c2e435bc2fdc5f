import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runInThisContext } from 'node:vm';
import { expect } from 'chai';
import { ProcessPoolExecutor } from '../../../src/executors/process/ProcessPoolExecutor.js';
import { ThreadPoolExecutor } from '../../../src/executors/thread/ThreadPoolExecutor.js';
import { root } from '../../guards/sources.js';
import { type Ended, type RunOptions, runProgram } from '../../support/program.js';
import { thorough } from '../../support/thorough.js';

const beside = {
  'near.mjs': "export const value = 'near';",
  'near.cjs': "exports.value = 'near too';",
  'data.json': '"data"',
  'node_modules/pack/package.json':
    '{ "name": "pack", "exports": { "import": "./import.mjs", "require": "./require.cjs" } }',
  'node_modules/pack/import.mjs': "export const value = 'pack';",
  'node_modules/pack/require.cjs': "exports.value = 'pack by require';",
};

const esm = `
  import { ProcessPoolExecutor, ThreadPoolExecutor } from 'LIBRARY/node';`;
const cjs = `
  const { ProcessPoolExecutor, ThreadPoolExecutor } = await import('LIBRARY/node');`;

/** Prints the value of the expression over `pool`, or its error, for each pool. */
const each = (expression: string, options = ''): string => `
  for (const Pool of [ThreadPoolExecutor, ProcessPoolExecutor]) {
    const pool = new Pool({ maxWorkers: 2, ${options} });
    try {
      console.log(JSON.stringify(${expression}));
    } catch (error) {
      console.log(JSON.stringify([error.name, error.code, error.message, error.stack]));
    }
    await pool.shutdown();
  }`;
const inCommonJs = (text: string): string => `(async () => { ${cjs} ${text} })();`;

const importing = `async () => {
  const { value } = await import('./near.mjs');
  const { value: common } = await import('./near.cjs');
  const { value: packed } = await import('pack');
  const { join } = await import('node:path');
  const { default: data } = await import('./data.json', { with: { type: 'json' } });
  return [value, common, packed, typeof join, data];
}`;
const imported = ['near', 'near too', 'pack', 'function', 'data'];

const run = (text: string, options: RunOptions = {}): Promise<Ended> =>
  runProgram(text, { ...options, beside: { ...beside, ...options.beside } });

/** The output of a program for threads and for processes. */
const printed = ({ stdout }: Ended): unknown[] => {
  const lines = stdout.trim().split('\n');
  return lines.map((line) => JSON.parse(line) as unknown);
};

const tsx = [
  '--require',
  join(root, 'node_modules/tsx/dist/preflight.cjs'),
  '--import',
  `${pathToFileURL(join(root, 'node_modules/tsx/dist/')).href}loader.mjs`,
];

describe('import() in an inline function', () => {
  const program = each(`await pool.submit(${importing}).result()`);
  const forms: Record<string, readonly [text: string, options?: RunOptions]> = {
    'an ES module': [esm + program],
    'an ES module in a folder with a difficult name': [
      esm + program,
      { name: 'a b#c%20/main.mjs', ...deep('a b#c%20') },
    ],
    'a CommonJS module': [inCommonJs(program), { name: 'main.cjs' }],
    'the text after -e': [inCommonJs(program), { given: 'eval' }],
    'the text after -e, as a module': [esm + program, { given: 'eval', args: ['--input-type=module'] }],
    'a text on standard input': [inCommonJs(program), { given: 'stdin' }],
    'a module on standard input': [esm + program, { given: 'stdin', args: ['--input-type=module'] }],
    'CommonJS in TypeScript under tsx': [inCommonJs(program), { name: 'main.cts', args: tsx }],
    'TypeScript under tsx': [esm + program, { name: 'main.mts', args: tsx }],
    'a program that may not make code of text': [esm + program, { args: ['--disallow-code-generation-from-strings'] }],
  };
  // each program starts both pools; in the daily run the first and every third form stand for all
  const chosen = Object.entries(forms).filter((_, i) => thorough || i % 3 === 0);
  for (const [what, [text, options]] of chosen) {
    it(`resolves as in the program's main file: ${what}`, async () => {
      const ended = await run(text, options);
      expect(ended.stderr).to.equal('');
      expect(printed(ended)).to.deep.equal([imported, imported]);
    });
  }

  it('resolves from the real main file: a folder, a link, a name without extension', async () => {
    const start = (argument: string): string => `
      import { execFileSync } from 'node:child_process';
      import { mkdirSync, symlinkSync } from 'node:fs';
      import { fileURLToPath } from 'node:url';
      const folder = fileURLToPath(new URL('.', import.meta.url));
      mkdirSync(folder + 'bin');
      symlinkSync(folder + 'index.js', folder + 'bin/linked');
      process.stdout.write(execFileSync(process.execPath, [${argument}], { encoding: 'utf8' }));`;
    const others = thorough ? ['folder', "folder + 'index'"] : [];
    for (const argument of ["folder + 'bin/linked'", ...others]) {
      const ended = await run(start(argument), { beside: { 'index.js': inCommonJs(program) } });
      expect(ended.stderr).to.equal('');
      expect(printed(ended), argument).to.deep.equal([imported, imported]);
    }
  });

  it('loads TypeScript under tsx', async () => {
    const text = esm + each("await pool.submit(async () => (await import('./kind.ts')).Kind.Even).result()");
    const ended = await run(text, {
      name: 'main.mts',
      args: tsx,
      beside: { 'kind.ts': "export enum Kind { Even = 'even' }", 'package.json': '{ "type": "module" }' },
    });
    expect(ended.stderr).to.equal('');
    expect(printed(ended)).to.deep.equal(['even', 'even']);
  });

  it('resolves the same way wherever inline functions are accepted', async () => {
    const text = `${esm}
      import { lastValueFrom, of, toArray } from '${import.meta.resolve('rxjs')}';
      import { through } from 'LIBRARY/index';
      ${each('await everywhere(pool)')}
      async function everywhere(pool) {
        const mapped = await lastValueFrom(pool.map(async (n) => n + (await import('./near.mjs')).value, [1, 2]).pipe(toArray()));
        const streamed = await lastValueFrom(pool.stream(async function* () { yield (await import('pack')).value; }).pipe(toArray()));
        const operator = (source) => ({
          subscribe: (observer) => {
            void import('./near.mjs').then(({ value }) =>
              source.subscribe({
                next: (n) => observer.next(n + value),
                error: (error) => observer.error(error),
                complete: () => observer.complete(),
              }));
            return { unsubscribe() {} };
          },
          [Symbol.observable ?? '@@observable']() { return this; },
        });
        const operated = await lastValueFrom(of(1, 2).pipe(through(pool, operator), toArray()));
        return { mapped, streamed, operated };
      }`;
    const ended = await run(text);
    expect(ended.stderr).to.equal('');
    const outcome = { mapped: ['1near', '2near'], streamed: ['pack'], operated: ['1near', '2near'] };
    expect(printed(ended)).to.deep.equal([outcome, outcome]);
  });

  it('resolves the same way in an initializer, and in a pool created by a task', async () => {
    const nested = `async (url, name) => {
      const { [name]: Pool } = await import(url);
      const inner = new Pool({ maxWorkers: 1 });
      const value = await inner.submit(async () => (await import('./near.mjs')).value).result();
      await inner.shutdown();
      return [globalThis.prepared, value];
    }`;
    const text =
      esm +
      each(
        `await pool.submit(${nested}, 'LIBRARY/node', Pool.name).result()`,
        "initializer: async () => { globalThis.prepared = (await import('pack')).value; }",
      );
    const ended = await run(text);
    expect(ended.stderr).to.equal('');
    expect(printed(ended)).to.deep.equal([
      ['pack', 'near'],
      ['pack', 'near'],
    ]);
  });

  for (const [what, specifier, named] of [
    ['a file', './missing.mjs', /^Cannot find module '\S*missing\.mjs' imported from \S*main\.mjs$/],
    ['a package', 'missing', /^Cannot find package 'missing' imported from \S*main\.mjs$/],
  ] as const) {
    it(`fails with Node's own error when ${what} is missing`, async () => {
      const ended = await run(esm + each(`await pool.submit(async () => { await import('${specifier}'); }).result()`));
      expect(ended.stderr).to.equal('');
      for (const outcome of printed(ended)) {
        const [name, code, message, stack] = outcome as string[];
        expect([name, code]).to.deep.equal(['Error', 'ERR_MODULE_NOT_FOUND']);
        expect(message).to.match(named);
        expect(stack).to.not.match(/data:|%/);
      }
    });
  }

  it('does not change the coverage of the main file', async () => {
    const text = `${esm}
      import { readdirSync, readFileSync } from 'node:fs';
      process.env.NODE_V8_COVERAGE = new URL('coverage', import.meta.url).pathname;
      ${each("await pool.submit(async () => (await import('./near.mjs')).value).result()")}
      const folder = process.env.NODE_V8_COVERAGE;
      const urls = readdirSync(folder).flatMap((each) => JSON.parse(readFileSync(folder + '/' + each)).result.map(({ url }) => url));
      console.log(JSON.stringify(urls.filter((url) => url === import.meta.url).length));`;
    expect(printed(await run(text))).to.deep.equal(['near', 'near', 0]);
  });

  it("prints no warning of Node, and all of the user's", async () => {
    const task = `async () => {
      process.emitWarning('before');
      const { value } = await import('./near.mjs');
      process.emitWarning('after', 'ExperimentalWarning');
      await new Promise((resolve) => process.once('warning', resolve));
      return value;
    }`;
    const ended = await run(esm + each(`await pool.submit(${task}).result()`));
    expect(printed(ended)).to.deep.equal(['near', 'near']);
    const warnings = ended.stderr.split('\n').filter((line) => /^\(node:\d+\) /.test(line));
    const texts = warnings.map((line) => line.replace(/^\(node:\d+\) /, ''));
    expect(texts).to.deep.equal([
      'Warning: before',
      'ExperimentalWarning: after',
      'Warning: before',
      'ExperimentalWarning: after',
    ]);
  });
});

/** Returns a function or class with a source that no compiler would write. */
const evaluated = (text: string): unknown => runInThisContext(`(${text})`);

const stack = (error: unknown): string => String((error as Error).stack);

/** The files in a folder. */
function deep(folder: string): RunOptions {
  return { beside: Object.fromEntries(Object.entries(beside).map(([name, text]) => [`${folder}/${name}`, text])) };
}

for (const Pool of [ThreadPoolExecutor, ProcessPoolExecutor]) {
  describe(`an inline function on a ${Pool.name}`, () => {
    let pool: ThreadPoolExecutor | ProcessPoolExecutor;
    before(() => {
      pool = new Pool({ maxWorkers: 1 });
    });
    after(() => pool.shutdown());

    const forms: Record<string, (n: number) => unknown> = {
      'an arrow function': (n) => n + 1,
      'an arrow function with a block': (n) => {
        return n + 1;
      },
      'an async arrow function': async (n) => n + 1,
      'a function': function named(n) {
        return n + 1;
      },
      'an async function': async function named(n) {
        return n + 1;
      },
      'a generator': function* (n) {
        yield n + 1;
      },
      'an async generator': async function* (n) {
        yield n + 1;
      },
      method(n) {
        return n + 1;
      },
      async asyncMethod(n) {
        return n + 1;
      },
      async *generatorMethod(n) {
        yield n + 1;
      },
      'a method with "quotes" and \'apostrophes\' in its name'(n) {
        return n + 1;
      },
      [Symbol.for('a method').description as 'computed'](n) {
        return n + 1;
      },
    };
    for (const [what, fn] of Object.entries(forms)) {
      it(`may be ${what}`, async () => expect(await pool.submit(fn, 1).result()).to.equal(2));
    }

    const texts: Record<string, readonly [fn: () => unknown, value: string]> = {
      'quotes and apostrophes': [() => `'"\``, '\'"`'],
      'what is not ASCII': [() => 'größe 数 😀', 'größe 数 😀'],
      'percent signs and hashes': [() => '100% %20 #?', '100% %20 #?'],
      'line separators': [() => '\u2028\\n\n', '\u2028\\n\n'],
      'a comment at its end': [() => 'x' /* end */, 'x'],
      'a source address of its own': [
        () => {
          //# sourceURL=other.js
          return 'x';
        },
        'x',
      ],
    };
    for (const [what, [fn, value]] of Object.entries(texts)) {
      it(`may contain ${what}`, async () => expect(await pool.submit(fn).result()).to.equal(value));
    }

    it('may contain a lone surrogate', async () => {
      const fn = evaluated("() => '\ud800'.length") as () => number;
      expect(await pool.submit(fn).result()).to.equal(1);
    });

    it('is strict code without a this, and shares no variable with another function', async () => {
      const self = evaluated('() => this') as () => unknown;
      expect(await pool.submit(self).result()).to.equal(undefined);
      expect(await pool.submit(() => typeof (globalThis as { __name?: unknown }).__name).result()).to.equal(
        'undefined',
      );
      const strict = evaluated('function () { undeclared = 1; }') as () => void;
      expect(await pool.submit(strict).exception()).to.be.instanceOf(ReferenceError);
    });

    it('cannot use the arguments of an enclosing function', async () => {
      const outer = evaluated('() => arguments[0]') as () => unknown;
      expect(await pool.submit(outer).exception())
        .to.be.instanceOf(ReferenceError)
        .with.property('message')
        .that.contains('"arguments"');
      const own = evaluated('function () { return arguments.length; }') as (n: number) => number;
      expect(await pool.submit(own, 1).result()).to.equal(1);
    });

    it('has a short name and its own line numbers in stacks', async () => {
      const failing = async function größe(): Promise<void> {
        await Promise.resolve();
        throw new Error('here');
      };
      const [, line] = /inline-task:größe:(\d+):\d+/.exec(stack(await pool.submit(failing).exception())) ?? [];
      const lines = String(failing).split('\n');
      expect(lines[Number(line) - 1]).to.contain('here');

      const anonymous = await pool.submit(evaluated("() => { throw new Error('x'); }") as () => void).exception();
      expect(stack(anonymous)).to.match(/inline-task:anonymous:\d+:\d+/);
      expect(stack(anonymous)).to.not.contain('data:');
      const spaced = {
        'a "b" (c)': (): void => {
          throw new Error('x');
        },
      };
      expect(stack(await pool.submit(spaced['a "b" (c)']).exception())).to.contain('inline-task:a_b_c:');
    });

    it('may not use import.meta; the error names the alternative', async () => {
      const methods: Record<'meta', () => unknown> = {
        meta() {
          return import.meta.url;
        },
      };
      for (const fn of [() => import.meta.url, methods['meta']]) {
        const error = await pool.submit(fn).exception();
        expect(error)
          .to.be.instanceOf(ReferenceError)
          .with.property('message')
          .that.matches(/import\.meta.*argument.*taskModule/);
      }
    });

    it('fails with a short stack when its source is no function', async () => {
      const read = evaluated('class { static #a = 1; static read(of) { return of.#a; } }.read') as () => void;
      const error = await pool.submit(read).exception();
      expect(error).to.be.instanceOf(SyntaxError);
      expect(stack(error))
        .to.match(/^SyntaxError: /)
        .and.not.match(/data:|file:.*:1\n/);
    });

    it('has an error that names the alternative when the computed name of a method uses a variable', async () => {
      const outside = 'name';
      const methods: Record<string, () => number> = {
        [outside]() {
          return 1;
        },
      };
      const error = await pool.submit(methods[outside] as () => number).exception();
      expect(error)
        .to.be.instanceOf(ReferenceError)
        .with.property('message')
        .that.contains('"outside"')
        .and.contains('taskModule');
      expect(stack(error)).to.match(/^ReferenceError: /);
    });

    for (const [variable, advice] of [
      ['__importStar', 'nodenext'],
      ['_interop_require_wildcard', 'nodenext'],
      ['require', 'nodenext'],
      ['__awaiter', 'newer target'],
      ['cov_1', 'out of the coverage'],
      ['__vi_import_0__', 'make it a module task'],
      ['factor', 'argument'],
    ] as const) {
      it(`has an error that names the alternative to ${variable}`, async () => {
        const fn = evaluated(`() => ${variable}(1)`) as () => void;
        const error = await pool.submit(fn).exception();
        expect(error)
          .to.be.instanceOf(ReferenceError)
          .with.property('message')
          .that.contains(`"${variable}"`)
          .and.contains(advice);
      });
    }
  });
}
