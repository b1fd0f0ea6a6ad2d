/** `kata tasks dedupe`: problems that are there twice, or that an evaluation set asks as well. */

import { z } from 'zod';
import { InputError } from '../../common/errors';
import { formatJsonl } from '../../common/json';
import { checkOptions } from '../../common/options/given';
import { option } from '../../common/options/option';
import type { AdapterKind } from '../../kernels/device/adapter';
import { withGpu } from '../../kernels/device/node-gpu';
import { Embedder } from '../../model/embedder';
import { openPolicy } from '../../rl/policy/policy';
import { type Dedupe, dedupe } from '../../tasks/dedupe';
import { type Row, readRows, toRow } from '../../tasks/jsonl';
import type { Command } from '../command';
import { modelFolder, readText, writeWhole } from '../files';
import { adapterOption, modelOption } from '../option';
import { printResult } from '../terminal';
import { extractFeatures } from './feature-extraction';
import { listed, outputFile } from './report';

const schema = z.strictObject({
  against: option(
    'dedupe',
    z.array(z.string().min(1)).default([]),
    'Files of evaluation problems; problems that occur in them are left out.',
  ),
  ngram: option(
    'dedupe',
    z.int().min(0).default(9),
    'Number of words in a run: problems that share a run are duplicates. Words are letters, digits and underscores in lower case; everything else separates words. 0: ignore runs.',
  ),
  ngram_share: option(
    'dedupe',
    z.number().min(0).max(1).default(0),
    "Share of a problem's runs that a duplicate must contain; 0: one shared run is enough.",
  ),
  embedding: option(
    'dedupe',
    z.string().min(1).default('none'),
    'Model that turns prompts into vectors. none: no embeddings. model: the mean of the last hidden states of --model. Otherwise a feature-extraction model in ONNX: its folder, or its id at Hugging Face.',
  ),
  threshold: option(
    'dedupe',
    z.number().gt(0).max(1).default(0.95),
    'Minimum cosine at which two prompts are duplicates.',
  ),
  model: modelOption,
  adapter: adapterOption,
  output: option('dedupe', z.string().min(1).nullable().default(null), 'JSONL file to write; none: only the report.'),
});
type Options = z.output<typeof schema>;

export const command: Command = {
  usage: 'tasks dedupe FILE.jsonl [--against EVAL.jsonl] [--output OUT.jsonl] [options]',
  description:
    'Leaves out problems that occur twice, or that also occur in an evaluation set. Compares the text of prompt and entry without whitespace, runs of words (Klear-Reasoner: 9), and the cosine of embeddings (Skywork-OR1). Of two similar problems the first stays.',
  schema,
  operands: 1,
  async run({ given, positional: [file], json }, terminal) {
    if (file === undefined) throw new InputError('tasks dedupe: name the file of problems');
    const options = checkOptions(schema, given);
    const { against, output } = options;
    if (output !== null) outputFile(output, file, ...against);
    const set = readRows(readText(file, 'tasks dedupe'), file);
    const others = against.flatMap((other) => readRows(readText(other, 'against'), other));
    const problems = (rows: readonly Row[]) => rows.map(({ problem }) => problem);
    const embedded = options.embedding === 'none' ? undefined : await embed([...others, ...set], options);
    const result = dedupe(
      problems(set),
      problems(others),
      options,
      embedded && { against: embedded.vectors.slice(0, others.length), set: embedded.vectors.slice(others.length) },
    );
    if (output !== null) await writeWhole(output, formatJsonl(result.kept.map((place) => toRow(set[place]))));
    const about = { file, against, output, read: set.length, kept: result.kept.length, ...embedded?.about };
    const report = { ...about, by: countByReason(result), duplicates: result.duplicates };
    printResult(terminal, json, report, () => formatReport(result, about));
  },
};

interface Embedded {
  vectors: Float32Array[];
  /** `cut`: prompts that were longer than the model reads, and embedded by their beginning. */
  about: { embedding: string; cut?: number };
}

async function embed(rows: readonly Row[], { embedding, model, adapter }: Options): Promise<Embedded> {
  const prompts = rows.map(({ problem }) => problem.prompt);
  if (embedding === 'model') return embedByModel(prompts, model, adapter);
  return { vectors: await extractFeatures(embedding, prompts), about: { embedding } };
}

/** Tokens embedded at a time. */
const CAPACITY = 4096;

async function embedByModel(prompts: readonly string[], model: string, adapter: AdapterKind): Promise<Embedded> {
  const files = modelFolder(model);
  return withGpu({ adapter, robust: false }, async (gpu) => {
    const { parameters, tokenizer } = await openPolicy(gpu, files, { training: false });
    const embedder = await Embedder.create(gpu, parameters, CAPACITY);
    const texts = prompts.map((prompt) => tokenizer.encode(prompt));
    const cut = texts.filter(({ length }) => length > embedder.longest).length;
    const vectors = await embedder.embed(texts.map((tokens) => tokens.slice(0, embedder.longest)));
    embedder.destroy();
    return { vectors, about: { embedding: model, cut } };
  });
}

const REASONS = { exact: 'same text', ngram: 'shared words', embedding: 'like vectors' } as const;

function countByReason({ duplicates }: Dedupe): Record<keyof typeof REASONS, number> {
  const counts = { exact: 0, ngram: 0, embedding: 0 };
  for (const { reason } of duplicates) counts[reason]++;
  return counts;
}

function formatReport(
  result: Dedupe,
  about: { read: number; kept: number; output: string | null; cut?: number },
): string[] {
  const lines = result.duplicates.map(({ dropped, kept, of, reason, likeness, gram }) => {
    const other = of === 'set' ? kept : `${kept} of the sets to be evaluated on`;
    const how = reason === 'exact' ? '' : ` ${likeness.toFixed(3)}${gram ? `, "${gram}"` : ''}`;
    return `left out  ${dropped}: as ${other} (${REASONS[reason]}${how})`;
  });
  const by = Object.entries(countByReason(result)).map(
    ([reason, count]) => `${count} ${REASONS[reason as keyof typeof REASONS]}`,
  );
  const to = about.output === null ? '' : `, written to ${about.output}`;
  if (lines.length > 0) lines.push('');
  lines.push(`${about.kept} of ${listed(about.read, 'problem')} stay${to}; left out: ${by.join(', ')}`);
  if (about.cut) lines.push(`${listed(about.cut, 'prompt')} longer than the model reads, embedded by the beginning`);
  return lines;
}
