import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { lossesTable, metricsTable, optionsTable, recipeTable } from '../src/rl/options-table';
import { RECIPES } from '../src/rl/recipes';
import { rewardModelOptions } from '../src/rl/reward-model-options';
import { evalOptions, sampleOptions, sftOptions, trainOptions } from '../src/rl/schema';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const OPTIONS = `# Options

Flags, \`--config\` files and the page's address take the same names; \`-\` and \`_\` are the same. The names are TRL's; those
after "also" are other trainers' and accepted too. This page is made from the schema (\`src/rl/schema.ts\`).

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

What a line of \`metrics.jsonl\` holds. Names are TRL's, except those marked (kata). This page is made from
\`src/rl/metrics.ts\`.

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

/** The part of a page between these two lines is made; the rest is written. */
const BLOCK = /(?<=<!-- made from src\/rl\/recipes -->\n\n)[\s\S]*?(?=\n<!-- end -->)/;

describe('systems', () => {
  it.each(RECIPES.map((recipe) => [recipe.name, recipe] as const))(
    'docs/systems/%s.md shows its recipe',
    async (name, recipe) => {
      const page = readFileSync(join(ROOT, 'docs', 'systems', `${name}.md`), 'utf8');
      expect(page).toMatch(BLOCK);
      const made = [recipeTable(recipe), ...recipe.deviations.map((one) => `- ${one}`), ''].join('\n');
      await expect(page.replace(BLOCK, made)).toMatchFileSnapshot(`../docs/systems/${name}.md`);
    },
  );
});

describe('links', () => {
  const below = (folder: string) => readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`);
  const pages = ['README.md', 'models/README.md', ...below('docs'), ...below('docs/systems')];
  it.each(pages.filter((page) => page.endsWith('.md')))('%s links to what is there', (page) => {
    const text = readFileSync(join(ROOT, page), 'utf8');
    for (const [, target] of text.matchAll(/\]\((?!https?:)([^)#]+)/g)) {
      expect(() => readFileSync(join(ROOT, dirname(page), target)), target).not.toThrow();
    }
  });
});
