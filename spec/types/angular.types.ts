import { expectTypeOf } from 'expect-type';
import type { Observable } from 'rxjs';
import { of } from 'rxjs';
import type { Executor } from '../../src/executor/Executor.js';
import { type TaskResource, taskResource } from '../../src/integrations/angular/taskResource.js';
import { transferResult } from '../../src/integrations/angular/transferResult.js';

/** Types of the integration with Angular. Only compiled, never run. */
export function angularTypes(executor: Executor): void {
  const search = async (query: string): Promise<string[]> => [query];

  const found = taskResource(() => 'a', executor, search);
  expectTypeOf(found).toEqualTypeOf<TaskResource<string[] | undefined>>();
  expectTypeOf(found.progress()).toEqualTypeOf<unknown>();
  if (found.hasValue()) expectTypeOf(found.value()).toEqualTypeOf<string[]>();

  const listed = taskResource(() => undefined as string | undefined, executor, search, { defaultValue: [] });
  expectTypeOf(listed.value()).toExtend<string[]>();
  const stepping: TaskResource<string[] | undefined, number> = taskResource(() => 'a', executor, search);
  expectTypeOf(stepping.progress()).toEqualTypeOf<number | undefined>();

  // @ts-expect-error the task takes a string
  taskResource(() => 5, executor, search);
  // @ts-expect-error the default is no list of strings
  taskResource(() => 'a', executor, search, { defaultValue: 5 });
  // @ts-expect-error no such option
  taskResource(() => 'a', executor, search, { default: [] });

  expectTypeOf(transferResult('a', () => executor.submit(search, 'a'))).toEqualTypeOf<Observable<string[]>>();
  expectTypeOf(transferResult('a', () => of(1))).toEqualTypeOf<Observable<number>>();
}
