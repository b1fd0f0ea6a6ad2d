import { expect, test } from 'vitest';
import { lossesTable, metricsTable, optionsTable } from '../../build/options-table';
import { fieldsOf, groupFields } from '../../src/common/options/fields';
import { LOSS_TYPES } from '../../src/losses/options';
import { trainOptions } from '../../src/rl/options/commands/train';

/** Cells of a row: between bars that no backslash escapes. */
const cells = (row: string) => row.split(/(?<!\\)\|/).length;

test('every option is a row under its group, and every row has as many cells as the header', () => {
  const table = optionsTable(trainOptions);
  for (const { name } of fieldsOf(trainOptions)) expect(table).toContain(`\n| \`${name}\` | `);
  for (const group of groupFields(trainOptions).keys()) expect(table).toContain(`### ${group}\n`);
  for (const markdown of [table, lossesTable(), metricsTable()]) {
    for (const block of markdown.split(/\n\n|\n(?=###)/)) {
      const rows = block.split('\n').filter((line) => line.startsWith('|'));
      for (const row of rows) expect(cells(row), row).toBe(cells(rows[0]));
    }
  }
});

test('a default is shown short, an angle bracket in prose is not taken for HTML', () => {
  const table = optionsTable(trainOptions);
  expect(table).toContain('| `learning_rate` | `3e-4` |');
  expect(table).toContain('runs/&lt;run_name>');
  expect(metricsTable()).toContain('`rewards/<name>/mean`');
});

test('every loss is a row', () => {
  for (const name of LOSS_TYPES) expect(lossesTable()).toContain(`| \`${name}\` |`);
});
