/** The pieces of WGSL that both tiles are made of. */
import type { Epilogue } from './variant';

const XYZW = ['x', 'y', 'z', 'w'] as const;

/** Lines for every i < n. */
export const each = (n: number, line: (i: number) => string): string =>
  Array.from({ length: n }, (_, i) => line(i)).join('\n');

/** Component i of a vector. */
export const part = (vector: string, i: number): string => `${vector}.${XYZW[i]}`;

/** Bindings and uniforms. Strides count vec4s; `quads` are the vec4s in a row of C (of h with SwiGLU). */
export function header(epilogue: Epilogue, elementOfA: 'f32' | 'vec4f' = 'vec4f'): string {
  const bindings = [
    ['read', 'a', elementOfA],
    ['read', 'b', 'vec4f'],
    ['read_write', 'c', 'vec4f'],
  ];
  if (epilogue.bias) bindings.push(['read', 'bias', 'vec4f']);
  if (epilogue.residual) bindings.push(['read', 'residual', 'vec4f']);
  if (epilogue.swiglu) bindings.push(['read_write', 'h', 'vec4f']);
  return `
struct Params {
  m: u32,
  n: u32,
  k: u32,
  lda: u32,
  ldb: u32,
  ldc: u32,
  quads: u32,
  column_groups: u32,
  strip: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
${bindings.map(([access, name, element], i) => `@group(0) @binding(${i + 1}) var<storage, ${access}> ${name}: array<${element}>;`).join('\n')}
`;
}

/** Which of the columns of a column quad lie beyond n. */
export const padding = (column: string): string => `vec4u(${column} * 4u) + vec4u(0u, 1u, 2u, 3u) >= vec4u(params.n)`;

/** Adds bias and residual to `sum` at (row, column quad). */
export function addTerms({ bias, residual }: Epilogue, sum: string, row: string, column: string): string {
  const terms = [];
  if (bias) terms.push(`${sum} += bias[${column}];`);
  if (residual) terms.push(`${sum} += residual[${row} * params.ldc + ${column}];`);
  return terms.join('\n');
}

/** Stores `sum` at (row, column quad), zeros in its padding. */
export function store(sum: string, row: string, column: string, padding?: string): string {
  return `c[${row} * params.ldc + ${column}] = ${padding ? `select(${sum}, vec4f(), ${padding})` : sum};`;
}

/** Stores h = silu(gate)·up, with no exponential that could overflow. */
export function storeSwiglu(gate: string, up: string, row: string, column: string): string {
  return `let tail = exp(-abs(${gate}));
let sigmoid = select(tail, vec4f(1.0), ${gate} >= vec4f()) / (1.0 + tail);
h[${row} * params.quads + ${column}] = ${gate} * sigmoid * ${up};`;
}
