import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './sources.js';

/** The tools that the guards share with the command line, typed. */
interface Block {
  readonly path: string;
  readonly run: boolean;
}

interface Doctest {
  readonly blocks: () => Block[];
  readonly check: (blocks: readonly Block[]) => Promise<string[]>;
}

interface Api {
  readonly entryPoints: () => { readonly entryPoint: string; readonly name: string; readonly module: string }[];
  readonly reports: () => Promise<Map<string, string>>;
  readonly docModel: (name: string) => ApiItem;
}

interface Options {
  readonly page: string;
  readonly optionsPage: () => string;
}

/** A declaration in the doc model of api-extractor, as far as it is of use. */
export interface ApiItem {
  readonly kind: string;
  readonly name?: string;
  readonly docComment?: string;
  readonly parameters?: readonly { readonly parameterName: string }[];
  readonly members?: readonly ApiItem[];
}

const tool = async (name: string): Promise<unknown> => import(pathToFileURL(join(root, 'tools', name)).href);

export const doctest = async (): Promise<Doctest> => (await tool('doctest.mjs')) as Doctest;
export const api = async (): Promise<Api> => (await tool('api.mjs')) as Api;
export const options = async (): Promise<Options> => (await tool('options.mjs')) as Options;
