/** Errors between Kata and a GPU, each with the next step to take. */
import { EnvironmentError } from '../../common/errors';

/** No WebGPU, or no adapter of the kind asked for. */
export class GpuUnavailableError extends EnvironmentError {
  override name = 'GpuUnavailableError';
}

/** The driver gave up on the device: too long a dispatch, a reset, an unplugged GPU. */
export class GpuLostError extends EnvironmentError {
  override name = 'GpuLostError';
  constructor(reason: string) {
    super(
      `the GPU device was lost (${reason})`,
      'Resume from the last checkpoint, with a smaller batch if this happens again: drivers stop work that takes over about two seconds.',
    );
  }
}

/** A WebGPU validation error: a bug in Kata, never the user's fault. */
export class GpuValidationError extends EnvironmentError {
  override name = 'GpuValidationError';
  constructor(message: string) {
    super(
      `WebGPU refused an operation: ${message}`,
      'This is a bug in Kata: please report it with `kata doctor --json`.',
    );
  }
}

/** A buffer does not fit, either the adapter's limits or its memory. */
export class GpuMemoryError extends EnvironmentError {
  override name = 'GpuMemoryError';
  constructor(message: string) {
    super(message, 'Use a smaller model, fewer prompts_per_step, or a shorter max_completion_length.');
  }
}
