/** MBXP, JavaScript (Athiwaratkun et al. 2023): `prompt` is the head of `entry_point`, `test` compares by lodash. */
import { z } from 'zod';
import { readHumanevalX } from './humaneval-x';
import type { ImportedRow } from './row';

export const mbxpRow = z.object({
  task_id: z.string().min(1),
  prompt: z.string().min(1),
  entry_point: z.string().min(1),
  test: z.string().min(1),
  canonical_solution: z.string().min(1).nullish(),
  language: z.string().optional(),
});

/** Reads a row, which is as one of HumanEval-X without examples; throws `Unsupported` when no problem comes of it. */
export const readMbxp = (row: z.output<typeof mbxpRow>): ImportedRow =>
  readHumanevalX({ ...row, canonical_solution: row.canonical_solution ?? undefined });
