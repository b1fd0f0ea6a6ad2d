/** What `npm run docs` writes: the pages and the parts of pages that are made from the source. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { evalOptions } from '../src/rl/options/commands/eval';
import { rewardModelOptions } from '../src/rl/options/commands/reward-model';
import { sampleOptions } from '../src/rl/options/commands/sample';
import { sftOptions } from '../src/rl/options/commands/sft';
import { trainOptions } from '../src/rl/options/commands/train';
import { RECIPES, type Recipe } from '../src/rl/options/recipes';
import { attributesTable, lossesTable, metricsTable, optionsTable, recipeTable } from './options-table';
import { thirdPartyNotices } from './third-party-notices';

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

/** The parts of a page between such a line and the next \`<!-- end -->\` are made; the rest is written. */
const BLOCK =
  /(<!-- made from (?:src\/rl\/options\/recipes|src\/losses\/catalogue|docs\/studies\/(\S+)(?:: ([^\n]*))?) -->)\n[\s\S]*?(?=\n<!-- end -->)/g;

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
    if (recipe === undefined) return `${opening}\n\n${attributesTable()}`;
    const made = [recipeTable(recipe), ...recipe!.deviations.map((one) => `- ${one}`), ''];
    return `${opening}\n\n${made.join('\n')}`;
  });

const read = (page: string) => readFileSync(join(ROOT, page), 'utf8');

/** The files that are made, in whole or in part, with the text that each should have. */
export function generatedFiles(): Map<string, string> {
  const files = new Map([
    ['docs/options.md', OPTIONS],
    ['docs/metrics.md', METRICS],
    ['THIRD-PARTY-NOTICES', thirdPartyNotices(ROOT)],
  ]);
  for (const recipe of RECIPES) {
    const page = `docs/systems/${recipe.name}.md`;
    files.set(page, withBlocks(read(page), recipe));
  }
  for (const name of readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'))) {
    const page = `docs/${name}`;
    if (!files.has(page) && read(page).includes('<!-- made from ')) files.set(page, withBlocks(read(page)));
  }
  return files;
}

export function writeGeneratedFiles(): void {
  for (const [file, text] of generatedFiles()) writeFileSync(join(ROOT, file), text);
}
