/**
 * Writes the WGSL of the matrix products: one family, its registers named and unrolled. Print one with
 * `console.log(generateMatmul({ form: 'nn', epilogue: {}, tile: SOFTWARE_TILE }))`.
 *
 * Every element of C is one chain of fused multiply-adds over ascending k, whatever the tile and wherever the element lies,
 * so a row of C does not depend on how many rows there are.
 */

/** `nn`: A[M,K]·B[K,N]. `nt`: A[M,K]·B[N,K]ᵀ. `tn`: A[K,M]ᵀ·B[K,N]. */
export type Form = 'nn' | 'nt' | 'tn';

/** What happens to a finished element before it is stored. */
export interface Epilogue {
  /** Adds bias[column]. */
  bias?: boolean;
  /** Adds residual[row, column]. */
  residual?: boolean;
  /** Adds what C holds already. */
  accumulate?: boolean;
  /** B is [K, 2F], gate columns before up columns: stores silu(gate)·up and gate | up. */
  swiglu?: boolean;
}

/** No workgroup memory: a thread owns `rows` × 4 elements of C, a workgroup `threads` such blocks side by side. */
export interface Tile {
  rows: number;
  threads: number;
}

export interface Variant {
  form: Form;
  epilogue: Epilogue;
  tile: Tile;
}

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const XYZW = ['x', 'y', 'z', 'w'];

/** Lines for every i < n. */
const each = (n: number, line: (i: number) => string): string => range(n).map(line).join('\n');

export function generateMatmul({ form, epilogue, tile }: Variant): string {
  const { rows, threads } = tile;
  const halves = epilogue.swiglu ? ['gate', 'up'] : ['sum'];
  return `// C = ${form === 'tn' ? 'Aᵀ' : 'A'}·${form === 'nt' ? 'Bᵀ' : 'B'}: ${rows} rows × 4 columns a thread, ${threads} threads side by side. Strides count vec4s.
${header(epilogue)}
@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) count: vec3u, @builtin(local_invocation_index) lane: u32) {
  let group = id.y * count.x + id.x;
  let row = group / params.column_groups * ${rows}u;
  let column = group % params.column_groups * ${threads}u + lane;
  if (row >= params.m || column >= params.quads) {
    return;
  }
${each(rows, (r) => halves.map((half) => `  var ${half}${r} = vec4f();`).join('\n'))}
${form === 'tn' ? outerProducts(rows) : innerProducts(form, rows, halves)}
${epilogue.swiglu ? storeSwiglu(rows) : store(epilogue, rows)}
}
`;
}

function header(epilogue: Epilogue): string {
  const bindings: [name: string, access: string][] = [
    ['a', 'read'],
    ['b', 'read'],
  ];
  if (epilogue.bias) bindings.push(['bias', 'read']);
  if (epilogue.residual) bindings.push(['residual', 'read']);
  if (epilogue.swiglu) bindings.push(['h', 'read_write'], ['gate_up', 'read_write']);
  else bindings.push(['c', 'read_write']);
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
}

@group(0) @binding(0) var<uniform> params: Params;
${bindings.map(([name, access], i) => `@group(0) @binding(${i + 1}) var<storage, ${access}> ${name}: array<vec4f>;`).join('\n')}
`;
}

/** nn and nt: k in steps of four, which are one vec4 of A; then what is left of K, so that padding is never read as data. */
function innerProducts(form: Form, rows: number, halves: string[]): string {
  const offset = (half: string) => (half === 'up' ? ' + params.quads' : '');
  const loadB = (j: number) =>
    halves.map((half) => `let ${half}_b${j} = b[at + ${j}u * params.ldb${offset(half)}];`).join('\n');
  const columnsOfB = (j: number) =>
    form === 'nt'
      ? `vec4f(${range(4)
          .map((c) => `b${c}.${XYZW[j]}`)
          .join(', ')})`
      : undefined;
  const step = (j: number) =>
    [
      columnsOfB(j) ? `let sum_b${j} = ${columnsOfB(j)};` : loadB(j),
      each(rows, (r) =>
        halves.map((half) => `${half}${r} = fma(vec4f(a${r}.${XYZW[j]}), ${half}_b${j}, ${half}${r});`).join('\n'),
      ),
    ].join('\n');
  const loads = (i: string) =>
    [
      each(rows, (r) => `let a${r} = a[a_row${r} + ${i}];`),
      form === 'nt' ? each(4, (c) => `let b${c} = b[b_row${c} + ${i}];`) : `let at = ${i} * 4u * params.ldb + column;`,
    ].join('\n');
  return `
${each(rows, (r) => `let a_row${r} = min(row + ${r}u, params.m - 1u) * params.lda;`)}
${form === 'nt' ? each(4, (c) => `let b_row${c} = min(column * 4u + ${c}u, params.n - 1u) * params.ldb;`) : ''}
let whole = params.k / 4u;
for (var i = 0u; i < whole; i++) {
${loads('i')}
${each(4, step)}
}
let rest = params.k % 4u;
if (rest > 0u) {
${loads('whole')}
${each(3, (j) => (j === 0 ? step(j) : `if (rest > ${j}u) {\n${step(j)}\n}`))}
}`;
}

/** tn: k is the row of both; a vec4 of A is four rows of C. */
function outerProducts(rows: number): string {
  return `
${each(rows / 4, (q) => `var a_at${q} = min(row / 4u + ${q}u, (params.m - 1u) / 4u);`)}
var b_at = column;
for (var i = 0u; i < params.k; i++) {
let b0 = b[b_at];
b_at += params.ldb;
${each(rows / 4, (q) => `let a${q} = a[a_at${q}];\na_at${q} += params.lda;`)}
${each(rows, (r) => `sum${r} = fma(vec4f(a${r >> 2}.${XYZW[r & 3]}), b0, sum${r});`)}
}`;
}

/** Columns from n up to the next multiple of four become zeros. */
function store({ bias, residual, accumulate }: Epilogue, rows: number): string {
  return `
let beyond = vec4u(column * 4u) + vec4u(0u, 1u, 2u, 3u) >= vec4u(params.n);
${bias ? 'let shift = bias[column];' : ''}
${each(
  rows,
  (r) => `if (row + ${r}u < params.m) {
let at = (row + ${r}u) * params.ldc + column;
var value = sum${r}${bias ? ' + shift' : ''};
${residual ? 'value += residual[at];' : ''}
${accumulate ? 'value += c[at];' : ''}
c[at] = select(value, vec4f(), beyond);
}`,
)}`;
}

function storeSwiglu(rows: number): string {
  return each(
    rows,
    (r) => `if (row + ${r}u < params.m) {
let at = (row + ${r}u) * params.quads + column;
let tail = exp(-abs(gate${r}));
let sigmoid = select(tail, vec4f(1.0), gate${r} >= vec4f()) / (1.0 + tail);
h[at] = gate${r} * sigmoid * up${r};
let pair = at + (row + ${r}u) * params.quads;
gate_up[pair] = gate${r};
gate_up[pair + params.quads] = up${r};
}`,
  );
}
