/** State that the tasks of a worker share: created once in each worker, not once for each task. */
let dictionary = new Map<string, string>();
let language = 'unknown';

const dictionaries: Record<string, [string, string][]> = {
  french: [
    ['bread', 'pain'],
    ['water', 'eau'],
  ],
  spanish: [
    ['bread', 'pan'],
    ['water', 'agua'],
  ],
};

/** The initializer. */
export function load(name: string): void {
  const words = dictionaries[name];
  if (words === undefined) throw new RangeError(`there is no dictionary of ${name}`);
  dictionary = new Map(words);
  language = name;
}

export function translate(word: string): string {
  return `${word} is ${dictionary.get(word)} in ${language}`;
}
