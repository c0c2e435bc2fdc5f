// Checks that every link of the built site has an existing target; otherwise the build fails and lists the broken ones.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

export function checkLinks(folder) {
  const broken = pagesIn(folder).flatMap((page) => brokenOf(page, folder));
  if (broken.length === 0) return;
  console.error(`Links that lead nowhere:\n${[...new Set(broken)].join('\n')}`);
  process.exit(1);
}

function pagesIn(folder) {
  const files = readdirSync(folder, { recursive: true });
  return files.filter((name) => name.endsWith('.html')).map((name) => join(folder, name));
}

function brokenOf(page, folder) {
  const links = [...readFileSync(page, 'utf8').matchAll(/<(?:a|img|script|link) [^>]*?(?:href|src)="([^"]+)"/g)];
  return links
    .map(([, link]) => link)
    .filter((link) => !/^[a-z]+:/.test(link) && !leadsSomewhere(page, link))
    .map((link) => `${relative(folder, page)}: ${link}`);
}

function leadsSomewhere(page, link) {
  const [path, anchor = ''] = link.replaceAll('&amp;', '&').split('#').map(decodeURIComponent);
  const target = fileOf(path === '' ? page : join(dirname(page), path.split('?')[0]));
  if (!existsSync(target)) return false;
  return anchor === '' || !target.endsWith('.html') || placesIn(target).has(anchor);
}

/** A server returns the index of a folder. */
function fileOf(path) {
  return existsSync(path) && statSync(path).isDirectory() ? join(path, 'index.html') : path;
}

const known = new Map();

/** The ids of a page. */
function placesIn(page) {
  const places =
    known.get(page) ?? new Set([...readFileSync(page, 'utf8').matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
  known.set(page, places);
  return places;
}
