/**
 * The study of docs/losses.md: five losses, rejection sampling and continued supervised training, at most 60 GFLOP each,
 * three seeds. One run after another, each by the command line as a user would; a run that is there is not made again.
 *
 *     node bench/losses.mjs [FOLDER]     (runs/losses when absent)
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = process.argv[2] ?? 'runs/losses';
const SEEDS = [1, 2, 3];
const EVALUATION = ['--problems', '256', '--samples', '4', '--k', '1,4'];

/** Each arm: its name, the command, and its arguments beside seed and folder. */
const OFF_POLICY = '--prompts_per_step 64 --steps_per_generation 8 --learning_rate 6e-4 --max_steps 6'.split(' ');
const TABLES = {
  'the default run, cut short': [
    ...['reinforce', 'grpo', 'dapo', 'cispo', 'gppo'].map((loss) => [
      loss,
      'train',
      ['--loss_type', loss, '--max_steps', '12'],
    ]),
    [
      'rejection sampling',
      'train',
      ['--loss_type', 'reinforce', '--advantage_estimator', 'reinforce', '--max_steps', '17'],
    ],
    [
      'continued SFT',
      'sft',
      '--model models/base --max_steps 29 --learning_rate 3e-4 --lr_scheduler_type constant --warmup_steps 3'.split(
        ' ',
      ),
    ],
  ],
  'eight updates a rollout, twice the learning rate': ['grpo', 'dapo', 'cispo', 'gppo'].map((loss) => [
    `${loss}, 8 updates`,
    'train',
    ['--loss_type', loss, ...OFF_POLICY],
  ]),
};

for (const [title, arms] of Object.entries(TABLES)) {
  const rows = arms.map(([arm, command, given]) => ({
    arm,
    runs: SEEDS.map((seed) => run(arm, command, given, seed)),
  }));
  console.log([`## ${title}`, '', ...table(rows), ''].join('\n'));
}

function run(arm, command, given, seed) {
  const output = join(folder, `${arm.replaceAll(/\W+/g, '-')}-${seed}`);
  const done = join(root, output, 'result.json');
  if (existsSync(done)) return JSON.parse(readFileSync(done, 'utf8'));
  // What an interrupted study left of a run.
  rmSync(join(root, output), { recursive: true, force: true });
  const options = command === 'train' ? ['--eval_steps', '0', '--save_steps', '0'] : ['--save_steps', '0'];
  kata(command, ...given, ...options, '--seed', seed, '--output_dir', output);
  const rows = readFileSync(join(root, output, 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const updates = rows.filter((row) => 'compute/flops' in row);
  const steps = updates.at(-1).step;
  const evaluation =
    rows.findLast((row) => 'eval/pass@1' in row) ??
    JSON.parse(
      kata('eval', '--model', join(output, `checkpoint-${steps}`), ...EVALUATION, '--seed', seed, '--json')
        .trim()
        .split('\n')
        .at(-1),
    );
  const result = {
    passAt1: evaluation['eval/pass@1'],
    passAt4: evaluation['eval/pass@4'],
    steps,
    gflop: updates.at(-1)['compute/flops'] / 1e9,
    clipped: mean(updates.map((row) => row['clip_ratio/region_mean'] ?? 0)),
    entropy: updates.at(-1).entropy,
  };
  writeFileSync(done, JSON.stringify(result));
  return result;
}

function kata(...args) {
  mkdirSync(join(root, folder), { recursive: true });
  console.error(`kata ${args.join(' ')}`);
  const { status, stdout } = spawnSync(process.execPath, [join(root, 'bin/kata.mjs'), ...args.map(String)], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`kata ${args.join(' ')} ended with ${status}`);
  return stdout;
}

function table(rows) {
  return [
    '| | held-out pass@1, seeds 1, 2, 3 | mean | pass@4 | steps | GFLOP | tokens outside the clip | entropy at the end |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map(({ arm, runs }) => {
      const of = (name, digits) => mean(runs.map((result) => result[name])).toFixed(digits);
      const seeds = runs.map(({ passAt1 }) => passAt1.toFixed(3)).join(' ');
      return `| ${arm} | ${seeds} | **${of('passAt1', 3)}** | ${of('passAt4', 3)} | ${of('steps', 0)} | ${of('gflop', 0)} | ${of('clipped', 3)} | ${of('entropy', 2)} |`;
    }),
  ];
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
