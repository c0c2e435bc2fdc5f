/** The data by which a worker finds a task's function. It is sent once per worker; tasks refer to it by number. */
export type TaskSpec =
  | { readonly form: 'module'; readonly url: string; readonly name: string }
  | { readonly form: 'exposed'; readonly name: string }
  | { readonly form: 'inline'; readonly source: string; readonly name: string };
