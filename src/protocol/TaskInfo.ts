/**
 * The options of a submit that the task sees by `currentTask()`. Every executor passes them on by these two functions.
 */
export interface TaskInfo {
  readonly label?: string;
}

/** An object with these options among its properties. */
export type HasTaskInfo = { readonly [Name in keyof TaskInfo]?: TaskInfo[Name] | undefined };

/** Returns these options alone; `undefined` if the task has none of them. */
export function taskInfoOf({ label }: HasTaskInfo): TaskInfo | undefined {
  return label === undefined ? undefined : { label };
}

/** Returns the info in data that another program stored; omits options of a wrong type. */
export function readTaskInfo(read: (name: keyof TaskInfo) => unknown): TaskInfo {
  const label = read('label');
  return { ...(typeof label === 'string' && { label }) };
}
