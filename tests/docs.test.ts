import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { evalOptions } from '../src/rl/options/commands/eval';
import { rewardModelOptions } from '../src/rl/options/commands/reward-model';
import { sampleOptions } from '../src/rl/options/commands/sample';
import { sftOptions } from '../src/rl/options/commands/sft';
import { trainOptions } from '../src/rl/options/commands/train';
import { RECIPES, type Recipe } from '../src/rl/options/recipes';
import { lossesTable, metricsTable, optionsTable, recipeTable } from '../src/rl/options-table';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const OPTIONS = `# Options

Flags, \`--config\` files and the page's address use the same option names; \`-\` and \`_\` are the same in a name. Names
are TRL's where TRL has the option. The column "also" lists names of other trainers that are accepted too; values are Kata's
own. This page is generated from the schema (\`src/rl/options\`).

## \`kata train\`

${optionsTable(trainOptions)}

### The losses

${lossesTable()}

## \`kata sft\`

${optionsTable(sftOptions)}

## \`kata reward-model\`

${optionsTable(rewardModelOptions)}

## \`kata eval\`

${optionsTable(evalOptions)}

## \`kata sample\`

${optionsTable(sampleOptions)}
`;

const METRICS = `# Metrics

A line of \`metrics.jsonl\` holds the metrics of one step or one evaluation. Names are TRL's where TRL has the metric. This
page is generated from \`src/rl/run/metrics.ts\`.

${metricsTable()}
`;

/** Pages that are made: \`npx vitest run tests/docs.test.ts -u\` writes them anew. */
describe('made pages', () => {
  it.each([
    ['options.md', OPTIONS],
    ['metrics.md', METRICS],
  ])('docs/%s is what the schema says', async (name, text) => {
    await expect(text).toMatchFileSnapshot(`../docs/${name}`);
  });
});

const MADE = '<!-- made from src/rl/options/recipes -->';
/** The parts of a page between such a line and the next \`<!-- end -->\` are made; the rest is written. */
const BLOCK =
  /(<!-- made from (?:src\/rl\/options\/recipes|docs\/studies\/(\S+)(?:: ([^\n]*))?) -->)\n[\s\S]*?(?=\n<!-- end -->)/g;

/** The rows of a study's table: all, or those of the named arms in this order. */
function studyRows(study: string, arms: string | undefined): string {
  const table = readFileSync(join(ROOT, 'docs', 'studies', study, 'table.md'), 'utf8');
  const [head, line, ...rows] = table.split('\n').filter((row) => row.startsWith('|'));
  const row = (arm: string) => rows.find((one) => one.startsWith(`| ${arm} |`)) ?? `no arm ${arm} in ${study}`;
  return [head, line, ...(arms === undefined ? rows : arms.split('; ').map(row)), ''].join('\n');
}

const withBlocks = (page: string, recipe?: Recipe) =>
  page.replace(BLOCK, (_, opening, study, arms) => {
    if (study !== undefined) return `${opening}\n\n${studyRows(study, arms)}`;
    const made = [recipeTable(recipe!), ...recipe!.deviations.map((one) => `- ${one}`), ''];
    return `${opening}\n\n${made.join('\n')}`;
  });

const read = (page: string) => readFileSync(join(ROOT, page), 'utf8');
const below = (folder: string) => readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`);

describe('made parts', () => {
  it.each(RECIPES.map((recipe) => [recipe.name, recipe] as const))(
    'docs/systems/%s.md shows its recipe',
    async (name, recipe) => {
      const page = `docs/systems/${name}.md`;
      expect(read(page)).toContain(MADE);
      await expect(withBlocks(read(page), recipe)).toMatchFileSnapshot(`../${page}`);
    },
  );

  const studies = below('docs').filter((page) => page.endsWith('.md') && read(page).includes('from docs/studies/'));
  it.each(studies)('%s shows its studies', async (page) => {
    await expect(withBlocks(read(page))).toMatchFileSnapshot(`../${page}`);
  });
});

describe('links', () => {
  const pages = ['README.md', 'models/README.md', ...below('docs'), ...below('docs/systems')];
  it.each(pages.filter((page) => page.endsWith('.md')))('%s links to what is there', (page) => {
    for (const [, target] of read(page).matchAll(/\]\((?!https?:)([^)#]+)/g)) {
      expect(() => readFileSync(join(ROOT, dirname(page), target)), target).not.toThrow();
    }
  });
});
