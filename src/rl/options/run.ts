/** Options of a run as such, whatever it trains: its seed, its adapter, its checkpoints. */
import { z } from 'zod';
import { count, optionGroup } from '../../common/options/option';

const option = optionGroup('run');

export const seed = option(
  z
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(0),
  'Random seed. The same seed, options and adapter give the same bits.',
  { source: 'TRL', scope: ['run'] },
);
export const adapter = option(
  z.enum(['auto', 'hardware', 'software']).default('auto'),
  'WebGPU adapter. auto: hardware if there is any, else software.',
);
/** The folder of a model; the base that ships with Kata unless another is named. */
export const modelFolder = z.string().min(1).default('models/base');

export const checkpointOptions = {
  save_steps: option(z.int().min(0).default(20), 'Steps between checkpoints; 0: save only when the run ends.', {
    source: 'TRL',
    aliases: ['save_freq'],
    scope: ['record'],
  }),
  stop_after: option(
    count.nullable().default(null),
    'Stop after this many steps and save a checkpoint. Schedules still count to max_steps, so a resumed run equals an uninterrupted one.',
    { scope: ['call'] },
  ),
  resume_from_checkpoint: option(
    z.string().min(1).nullable().default(null),
    'Checkpoint folder (checkpoint-<step>) to resume from.',
    { source: 'TRL', aliases: ['resume'], scope: ['call'] },
  ),
};
