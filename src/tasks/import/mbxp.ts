/** MBXP, JavaScript (Athiwaratkun et al. 2023): `prompt` is the head of `entry_point`, `test` compares by lodash. */
import { z } from 'zod';
import { headOf } from './humaneval-x';
import { type ImportedRow, problemOf } from './row';
import { readTestProgram } from './test-program';

export const mbxpRow = z.object({
  task_id: z.string().min(1),
  prompt: z.string().min(1),
  entry_point: z.string().min(1),
  test: z.string().min(1),
  canonical_solution: z.string().min(1).nullish(),
  language: z.string().optional(),
});

/** Reads a row; throws `Unsupported` when no problem comes of it. */
export function readMbxp(row: z.output<typeof mbxpRow>): ImportedRow {
  const { task_id, prompt, test, canonical_solution } = row;
  const { entry, helpers, prefix } = headOf(prompt, row.entry_point);
  const { checks, rest, reasons } = readTestProgram(test, entry, helpers);
  return problemOf({
    id: task_id,
    prompt,
    entry,
    prefix,
    reference: canonical_solution ?? undefined,
    checks: [...checks, ...(rest === undefined ? [] : [{ code: rest }])],
    reasons,
  });
}
