/** Options of a run as such, whatever it trains: its seed, its adapter, its checkpoints. */
import { z } from 'zod';
import { count, option } from '../option';

export const seed = option(
  'run',
  z
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(0),
  'The same seed, options and adapter give the same bits.',
  'TRL',
);
export const adapter = option(
  'run',
  z.enum(['auto', 'hardware', 'software']).default('auto'),
  'The WebGPU adapter: any hardware one and else the software one, or insist on either.',
);
/** The folder of a model; the base that ships with Kata unless another is named. */
export const modelFolder = z.string().min(1).default('models/base');

export const checkpointOptions = {
  save_steps: option(
    'run',
    z.int().min(0).default(20),
    'A checkpoint every so many steps; 0: only when the run ends.',
    'TRL',
    'save_freq',
  ),
  stop_after: option(
    'run',
    count.nullable().default(null),
    'End, with a checkpoint, after so many steps; schedules still count to max_steps, so a resumed run is the same run.',
  ),
  resume_from_checkpoint: option(
    'run',
    z.string().min(1).nullable().default(null),
    'Go on from this checkpoint folder (checkpoint-<step>).',
    'TRL',
    'resume',
  ),
};
