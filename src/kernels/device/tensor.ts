/** A view of GPU memory with a shape. */

export type DType = 'f32' | 'u32' | 'i32';

/** All element types are four bytes wide. */
export const ELEMENT_BYTES = 4;

export interface Tensor {
  label: string;
  buffer: GPUBuffer;
  /** Byte offset into the buffer; a multiple of 256 wherever the tensor is bound on its own. */
  offset: number;
  shape: readonly number[];
  /** Number of elements. */
  size: number;
  dtype: DType;
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

export const bytesOf = (tensor: Tensor): number => tensor.size * ELEMENT_BYTES;

/** Rounds up to a multiple. */
export const roundUp = (n: number, multiple: number): number => Math.ceil(n / multiple) * multiple;

/** A part of a tensor as a tensor of its own; `start` counts elements. */
export function view(tensor: Tensor, label: string, start: number, shape: readonly number[]): Tensor {
  const size = sizeOf(shape);
  if (start + size > tensor.size) {
    throw new RangeError(`${label}: elements ${start} to ${start + size} of ${tensor.label}, which has ${tensor.size}`);
  }
  return { ...tensor, label, offset: tensor.offset + start * ELEMENT_BYTES, shape, size };
}
