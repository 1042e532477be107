import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'svelte/compiler';

// The mechanical half of STYLE.md that neither linter sees.

const ours = join(import.meta.dirname, '..');
/** Code that takes `now` as an argument. Date.now and Math.random are the linter's; it cannot see a bare `new Date()`. */
const clockless = [
  'engagement/**/*.ts',
  'seed/engagement/{classes,draw,golden,kinds,local-time,set,summary,texts}.ts',
  'seed/{attendance,believable,calendar,cohort,course,forum,forum-words,hazard,history,life,live,natural,northfield,northfield-items,nudge-trial,nudge-trial-cells,past-looks,past-screens,personas,random,reaction,scale-class,seen,simulate,sitting,term,truth}.ts',
  'seed/oulad/{activity,events,hours,plan,results-asked,weeks-asked}.ts',
  'seed/tutoring/!(tutoring).ts',
  'web/lib/heatmap/**/*.ts',
];

/** Each line that breaks a rule, as `file:line what is wrong`. */
export function untidyLines(root = ours): string[] {
  return [
    ...files(root, ['web/**/*.svelte']).flatMap((file) => looseMarkup(root, file)),
    ...files(root, clockless).flatMap((file) => clockReads(root, file)),
    ...files(root, ['*.md', 'docs/**/*.md']).flatMap((file) => lostFiles(root, file)),
    ...untoldPackages(root),
  ];
}

function looseMarkup(root: string, file: string): string[] {
  const source = readFileSync(join(root, file), 'utf8');
  const found: string[] = [];
  visit(parse(source, { modern: true, filename: file }).fragment, (node) => {
    if (node.type === 'HtmlTag') found.push(at(file, source, node, '{@html} would run what a person typed'));
    if (node.type === 'EachBlock' && node.key === undefined) {
      found.push(at(file, source, node, '{#each} without a key redraws the wrong row'));
    }
  });
  return found;
}

function clockReads(root: string, file: string): string[] {
  const source = readFileSync(join(root, file), 'utf8');
  return [...source.matchAll(/\bnew Date\(\s*\)/g)].map((match) =>
    at(file, source, { start: match.index }, 'take `now` as an argument'),
  );
}

/** A document that names a file in backticks, from the root, means one that is there. */
function lostFiles(root: string, file: string): string[] {
  const source = readFileSync(join(root, file), 'utf8');
  const named = /`((?:bin|db|docs|engagement|seed|server|test|web|workers)\/[\w./[\]*-]+\.\w+)`/g;
  return [...source.matchAll(named)]
    .filter(([, name = '']) => !name.includes('NNNN') && globSync(name, { cwd: root }).length === 0)
    .map((match) => at(file, source, { start: match.index }, `${match[1]} is not there`));
}

function untoldPackages(root: string): string[] {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, object>;
  const told = readFileSync(join(root, 'docs/dependencies.md'), 'utf8');
  return ['dependencies', 'optionalDependencies', 'devDependencies']
    .flatMap((kind) => Object.keys(manifest[kind] ?? {}))
    .filter((name) => !told.includes(name) && !told.includes(name.replace(/\/.*/, '/*')))
    .map((name) => `docs/dependencies.md:1 does not say why ${name} is here`);
}

interface Node {
  type: string;
  start: number;
  key?: unknown;
}

/** Svelte's tree has some sixty kinds of node; whatever has a type and a place is one. */
function visit(value: unknown, see: (node: Node) => void): void {
  if (typeof value !== 'object' || value === null) return;
  if (isNode(value)) see(value);
  for (const child of Object.values(value)) visit(child, see);
}

function isNode(value: object): value is Node {
  return (
    'type' in value && typeof value.type === 'string' && 'start' in value && typeof value.start === 'number'
  );
}

function files(root: string, patterns: string[]): string[] {
  return globSync(patterns, { cwd: root }).filter((file) => !file.endsWith('.test.ts'));
}

function at(file: string, source: string, { start }: { start: number }, wrong: string): string {
  return `${file}:${source.slice(0, start).split('\n').length} ${wrong}`;
}
