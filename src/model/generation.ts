/**
 * Generation: sequences sampled side by side with a KV cache and all state on the GPU. The distinct prompts are prefilled
 * as one packed batch and copied to every slot that continues them; then every decode step is the same recorded plan. The
 * CPU only looks every few tokens, to let finished sequences leave the batch. A completion depends on its prompt, its uid
 * and the seed alone, never on its slot or on the others.
 *
 * A sequence may pause at a token of the request's choice: its slot then waits while the others continue. The
 * tokens to insert are prefilled behind what the slot has cached, and the sequence resumes in the same batch.
 */
import { InputError } from '../common/errors';
import type { Gpu } from '../kernels/device/gpu';
import { type Deferred, Plan, type Sizes } from '../kernels/device/plan';
import { roundUp, type Tensor } from '../kernels/device/tensor';
import { embeddingForward, embeddingOfSlots } from '../kernels/embedding';
import { matmul } from '../kernels/matmul';
import { type SamplerRun, type SamplerUniforms, sample, samplerUniforms, truncates } from '../kernels/sampler';
import { cachedAttention, createCache, prefillAttention } from './attention';
import { attentionHeads } from './layout';
import { transformer } from './network';
import { outputHead, PackedForward, ropeTableTensor } from './packed';
import type { Parameters } from './parameters';
import { type Resumed, Resumption } from './resumption';
import { type Completion, SequenceState } from './sequence-state';
import { type Activation, Tape } from './tape';
import { type Pause, ToolPauses } from './tool-pauses';
import { Workspace } from './workspace';

export interface GeneratorLimits {
  /** Sequences generated side by side. */
  slots: number;
  max_prompt_length: number;
  max_completion_length: number;
  /** The most tokens inserted into a sequence, not counting the sampled ones. Default 0: no sequence can pause. */
  max_inserted_length?: number;
  /** Tokens from here on (rows of the embedding that the tokenizer has no text for) are never sampled. */
  sampleable: number;
  /** Allow top-k, top-p and min-p, which cost a little. Default false. */
  truncation?: boolean;
}

export interface GenerationRequest extends Omit<SamplerRun, 'pause_token'> {
  /** Distinct prompts, as tokens; none may be empty. */
  prompts: readonly ArrayLike<number>[];
  /** One entry per sequence: the prompt it continues, and the number that names its random stream within the seed. */
  samples: readonly { prompt: number; uid: number }[];
  /** Lets sequences pause. What is inserted then does not count for `max_completion_length`. */
  pause?: Pause;
  /** Ends the generation between two polls: `generate` then throws the signal's reason. */
  signal?: AbortSignal;
}

/** Told of each completion as soon as the CPU sees that it is finished; `index` is that of its sample in the request. */
type OnFinished = (index: number, completion: Completion) => void;

/** Decode steps between two looks at the state. */
const POLL = 6;
/** Fields of a slot's state: token, position, generated, done. */
const STATE = 4;
/** Values of `done`. */
const [LIVE, PAUSED] = [0, 2];

/** The samples of one pass through the slots, and the prompts they continue. */
interface Wave {
  samples: { prompt: number; uid: number; index: number }[];
  prompts: number[];
}

export class Generator {
  readonly #workspace: Workspace;
  readonly #prefill: Plan<SamplerUniforms>;
  readonly #decode: Plan<SamplerUniforms>;
  readonly #resumption: Resumption | undefined;
  readonly #forward: PackedForward;
  readonly #buffers: Record<'copies' | 'last' | 'work' | 'state' | 'uids' | 'slots' | 'tokens' | 'log_probs', Tensor>;

  private constructor(
    private readonly gpu: Gpu,
    private readonly parameters: Parameters,
    private readonly limits: GeneratorLimits,
  ) {
    const { config } = parameters;
    const { slots, max_prompt_length, max_completion_length, max_inserted_length = 0 } = limits;
    const maxLength = max_prompt_length + max_completion_length + max_inserted_length;
    if (maxLength > config.max_position_embeddings) {
      const inserted = max_inserted_length > 0 ? ` + ${max_inserted_length} inserted tokens` : '';
      throw new InputError(
        `max_prompt_length ${max_prompt_length} + max_completion_length ${max_completion_length}${inserted} exceeds the model's ${config.max_position_embeddings} positions`,
      );
    }
    const workspace = new Workspace(gpu, 'generate');
    this.#workspace = workspace;
    const integers = (label: string, ...shape: number[]) => workspace.tensor(label, shape, 'u32');
    this.#buffers = {
      copies: integers('prompt copies', slots, 4),
      last: integers('last rows', slots),
      work: integers('sampler work', slots, 2),
      state: integers('state', slots, STATE),
      uids: integers('uids', slots),
      slots: integers('running slots', slots),
      tokens: integers('completions', slots, max_completion_length),
      log_probs: workspace.tensor('completion log-probs', [slots, max_completion_length]),
    };
    const heads = attentionHeads(config);
    const cache = createCache(workspace, config, slots, maxLength);
    const { copies, last, state, slots: running } = this.#buffers;

    this.#prefill = new Plan(gpu, 'prefill');
    const capacity = Math.max(max_prompt_length, Math.min(slots * max_prompt_length, PREFILL_ROWS));
    this.#forward = new PackedForward(this.#prefill, workspace, parameters, roundUp(capacity, 64), {
      training: false,
      attention: (packed) => prefillAttention(heads, packed, cache, { copies, count: (sizes) => sizes.samples }),
    });
    // Only the last row of each prompt predicts; the gather of embeddings gathers any rows.
    const lastHidden = workspace.tensor('last hidden', [slots, config.hidden_size]);
    embeddingForward(
      this.#prefill,
      { tokens: last, table: this.#forward.hidden.value, y: lastHidden },
      { rows: (sizes) => sizes.prompts, width: config.hidden_size },
    );
    this.#recordSampling(this.#prefill, lastHidden, (sizes) => sizes.prompts);

    this.#decode = new Plan(gpu, 'decode');
    const rows = (sizes: Sizes) => sizes.samples;
    const tape = new Tape(this.#decode, workspace, rows, slots, false);
    const embedded: Activation = tape.activation('embedded', config.hidden_size);
    embeddingOfSlots(
      this.#decode,
      { state, slots: running, table: parameters.get('embed').weight, y: embedded.value },
      { rows, width: config.hidden_size },
    );
    const table = ropeTableTensor(workspace, config.head_dim, config.rope_theta, maxLength);
    const spans = integers('spans', slots, 2);
    const attention = cachedAttention(heads, { table, slots: running, state, spans }, cache);
    const hidden = transformer(tape, config, (name) => parameters.get(name), attention, embedded);
    this.#recordSampling(this.#decode, hidden.value, rows);

    if (max_inserted_length > 0) {
      const { state, work } = this.#buffers;
      const recordSampling = this.#recordSampling.bind(this);
      const shared = { cache, ropeTable: table, state, work, recordSampling };
      this.#resumption = new Resumption(gpu, workspace, parameters, shared, max_inserted_length + 1);
    }
  }

  static async create(gpu: Gpu, parameters: Parameters, limits: GeneratorLimits): Promise<Generator> {
    const generator = new Generator(gpu, parameters, limits);
    await generator.#prefill.seal();
    await generator.#decode.seal();
    await generator.#resumption?.seal();
    return generator;
  }

  /** The head over `rows` hidden states, then one token for each sample in progress. */
  #recordSampling(plan: Plan<SamplerUniforms>, hidden: Tensor, rows: Deferred<number>): void {
    const { config } = this.parameters;
    const stride = roundUp(config.vocab_size, 4);
    const logits = this.#workspace.take(this.limits.slots, stride);
    matmul(
      plan,
      { a: hidden, b: outputHead(this.parameters).weight, c: logits },
      { layout: 'nt', m: rows, n: config.vocab_size, k: config.hidden_size, ldc: stride },
    );
    const { work, state, uids, tokens, log_probs } = this.#buffers;
    const { sampleable, truncation } = this.limits;
    const truncated_log_probs = truncation ? this.#workspace.take(tokens.shape[0], tokens.shape[1]) : undefined;
    sample(
      plan,
      { logits, work, state, uids, tokens, log_probs, truncated_log_probs },
      { rows: (sizes) => sizes.samples, vocab: config.vocab_size, sampleable, stride, options: () => plan.settings },
    );
    this.#workspace.give(logits);
    if (truncated_log_probs) this.#workspace.give(truncated_log_probs);
  }

  /** Completions in the order of the request's samples; `onFinished` gets each one while the others continue. */
  async generate(request: GenerationRequest, onFinished?: OnFinished): Promise<Completion[]> {
    const { prompts, samples, pause, signal, ...sampler } = request;
    const options: SamplerRun = { ...sampler, pause_token: pause?.token };
    if (pause && !this.#resumption) throw new RangeError('this generator was made without max_inserted_length');
    if (truncates(options) && !this.limits.truncation)
      throw new RangeError('this generator was made without truncation');
    if (options.max_completion_length > this.limits.max_completion_length) {
      throw new RangeError(
        `max_completion_length ${options.max_completion_length}: this generator allows ${this.limits.max_completion_length}`,
      );
    }
    for (const { length } of prompts) {
      if (length === 0) throw new InputError('a prompt has no tokens');
      if (length > this.limits.max_prompt_length) {
        throw new InputError(`a prompt has ${length} tokens; max_prompt_length is ${this.limits.max_prompt_length}`);
      }
    }
    const completions: Completion[] = [];
    for (const wave of this.#waves(prompts, samples)) {
      const done = await this.#generateWave(prompts, wave, options, pause, signal, onFinished);
      wave.samples.forEach(({ index }, i) => {
        completions[index] = done[i];
      });
    }
    return completions;
  }

  /** Cuts the samples, in order, where the slots or the prefill's rows are full. */
  #waves(prompts: readonly ArrayLike<number>[], samples: readonly { prompt: number; uid: number }[]): Wave[] {
    const waves: Wave[] = [];
    let rows = 0;
    samples.forEach((sample, index) => {
      let wave = waves.at(-1);
      const fresh = !wave?.prompts.includes(sample.prompt);
      const more = fresh ? prompts[sample.prompt].length : 0;
      if (!wave || wave.samples.length === this.limits.slots || rows + more > this.#forward.capacity) {
        wave = { samples: [], prompts: [] };
        waves.push(wave);
        rows = 0;
      }
      if (!wave.prompts.includes(sample.prompt)) {
        wave.prompts.push(sample.prompt);
        rows += prompts[sample.prompt].length;
      }
      wave.samples.push({ ...sample, index });
    });
    return waves;
  }

  async #generateWave(
    prompts: readonly ArrayLike<number>[],
    wave: Wave,
    options: SamplerRun,
    pause?: Pause,
    signal?: AbortSignal,
    onFinished?: OnFinished,
  ): Promise<Completion[]> {
    const { gpu } = this;
    const buffers = this.#buffers;
    // A packed sequence of n tokens has n − 1 rows; a prompt's last token is fed too, so it gets a target that is not read.
    const packed = wave.prompts.map((prompt) => ({ tokens: [...Array.from(prompts[prompt]), 0] }));
    const { rows } = this.#forward.load(packed);
    const firstRow = new Map<number, number>();
    let row = 0;
    for (const prompt of wave.prompts) {
      firstRow.set(prompt, row);
      row += prompts[prompt].length;
    }
    const lengthOf = ({ prompt }: { prompt: number }) => prompts[prompt].length;
    gpu.write(
      buffers.last,
      wave.prompts.map((prompt) => firstRow.get(prompt)! + prompts[prompt].length - 1),
    );
    gpu.write(
      buffers.copies,
      wave.samples.flatMap((sample, slot) => [firstRow.get(sample.prompt)!, lengthOf(sample), slot, 0]),
    );
    gpu.write(
      buffers.work,
      wave.samples.flatMap((sample, slot) => [wave.prompts.indexOf(sample.prompt), slot]),
    );
    gpu.write(
      buffers.uids,
      wave.samples.map(({ uid }) => uid >>> 0),
    );
    gpu.write(
      buffers.state,
      wave.samples.flatMap((sample) => [0, lengthOf(sample) - 1, 0, 0]),
    );
    const sampler = samplerUniforms(options);
    this.#prefill.settings = sampler;
    this.#decode.settings = sampler;
    this.#prefill.run({ rows, prompts: wave.prompts.length, samples: wave.samples.length });

    const completions: Completion[] = [];
    const finish = (slot: number, completion: Completion) => {
      completions[slot] = completion;
      onFinished?.(wave.samples[slot].index, completion);
    };
    const pauses = pause && new ToolPauses(pause.answer);
    const written = wave.samples.map(() => new SequenceState());
    /** Tokens that each slot has written by the work submitted so far; the prefill gives one. */
    const generated = wave.samples.map(() => 1);
    let slots = wave.samples.map((_, slot) => slot);
    while (slots.length > 0 || pauses?.some) {
      signal?.throwIfAborted();
      const resumed: Resumed[] = [];
      for (const { slot, inserted } of (await pauses?.take({ wait: slots.length === 0 })) ?? []) {
        if (inserted) resumed.push(this.#resumed(slot, lengthOf(wave.samples[slot]), written[slot], inserted));
        else finish(slot, { ...written[slot].completion(options.end_tokens), ended: false });
      }
      this.#resumption?.run(resumed, sampler);
      for (const { slot } of resumed) generated[slot]++;
      slots.push(...resumed.map(({ slot }) => slot));
      if (slots.length === 0) continue;

      const left = slots.map((slot) => options.max_completion_length - generated[slot]);
      const repeat = Math.min(POLL, Math.max(...left));
      if (repeat > 0) {
        gpu.write(buffers.slots, slots);
        gpu.write(
          buffers.work,
          slots.flatMap((slot, row) => [row, slot]),
        );
        this.#decode.run({ samples: slots.length }, repeat);
      }
      const [state, tokens, logprobs] = await gpu.read(buffers.state, buffers.tokens, buffers.log_probs);
      const width = this.limits.max_completion_length;
      slots = slots.filter((slot) => {
        const done = state[slot * STATE + 3];
        generated[slot] = state[slot * STATE + 2];
        if (done === LIVE) return true;
        const [from, to] = [slot * width, slot * width + generated[slot]];
        written[slot].see(tokens.subarray(from, to), logprobs.subarray(from, to));
        const completion = written[slot].completion(options.end_tokens);
        if (done === PAUSED) pauses!.ask(slot, wave.samples[slot].index, completion.tokens);
        else finish(slot, completion);
        return false;
      });
    }
    return completions;
  }

  /** The paused sequence, to be resumed with these tokens inserted, which become part of it. */
  #resumed(slot: number, promptLength: number, sequence: SequenceState, inserted: readonly number[]): Resumed {
    const most = this.limits.max_inserted_length!;
    if (sequence.inserted + inserted.length > most) {
      throw new RangeError(
        `more than ${most} tokens inserted into a sequence: the max_inserted_length of this generator`,
      );
    }
    const { generated, last } = sequence;
    const position = promptLength + generated + sequence.inserted - 1;
    sequence.insert(inserted);
    return { slot, tokens: [last, ...inserted], position, generated };
  }

  destroy(): void {
    this.#prefill.destroy();
    this.#decode.destroy();
    this.#resumption?.destroy();
    this.#workspace.destroy();
  }
}

/** Rows of prompts prefilled at a time, where the slots could ask for more. */
const PREFILL_ROWS = 4096;
