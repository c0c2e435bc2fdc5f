import { expectTypeOf } from 'expect-type';
import type { TaskRef } from '../../src/executor/Task.js';
import { taskModule } from '../../src/executor/taskModule.js';

interface Counter {
  readonly k: number;
  add(n: number): string;
}
interface Module {
  named(n: number): boolean;
  add(text: string): number;
  readonly default: Counter & { sub(n: number): string };
}

/** Never run: it has only to compile. */
export function defaultTypes(): void {
  const tasks = taskModule<Module>();
  expectTypeOf(tasks.named).toEqualTypeOf<TaskRef<[n: number], boolean>>();
  expectTypeOf(tasks.sub).toEqualTypeOf<TaskRef<[n: number], string>>();
  expectTypeOf(tasks.add).toEqualTypeOf<TaskRef<[text: string], number>>();
  // @ts-expect-error no function
  expectTypeOf(tasks.k).toBeUnknown();
  expectTypeOf(taskModule<{ default: (n: number) => string }>().default).toEqualTypeOf<TaskRef<[n: number], string>>();
}
