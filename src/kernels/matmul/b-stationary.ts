/**
 * The tile for adapters that compute on the CPU. There a load from a buffer is four scalar loads with a branch each, while
 * private memory under constant indices is a plain vector load, and a barrier switches coroutines. So a thread copies
 * DEPTH × 8 elements of B into private memory and streams the rows of a strip of A past them; sums wait in C between chunks
 * of K. On SwiftShader this is about twice as fast as a register tile, and faster still than one in workgroup memory.
 * Branches in the loop over the rows cost as much as the arithmetic, hence the variants.
 */
import type { Epilogue, GemmLayout, TailHandling } from './variant';
import { addTerms, each, header, padding, part, store, storeSwiglu } from './wgsl';

/** Threads of a workgroup: SwiftShader's vectors have four lanes. */
const LANES = 4;
/** Rows of B in a thread's tile. */
export const DEPTH = 16;

export function generateBStationary(layout: GemmLayout, epilogue: Epilogue, tail: TailHandling): string {
  const { swiglu, accumulate } = epilogue;
  // Where rows of A run along m, elements of A are read one by one.
  const columnwise = layout === 'tn';
  const quads = DEPTH / 4;
  const cut = (read: string, beyond: string) => (tail.k ? `select(${read}, vec4f(), ${beyond})` : read);
  const line = (k: number) => (tail.k ? `min(start + ${k}u, last)` : `(start + ${k}u)`);
  const quad = (i: number) => (tail.k ? `min((start >> 2u) + ${i}u, last >> 2u)` : `((start >> 2u) + ${i}u)`);

  const load = each(DEPTH, (k) =>
    each(2, (c) => {
      const read = cut(`b[${line(k)} * params.ldb + column${c}]`, `start + ${k}u > last`);
      return `    tile_b[${2 * k + c}] = ${read};`;
    }),
  );
  const loadTransposed = each(quads, (q) =>
    each(2, (c) => {
      const name = (i: number) => `b${q}_${c}_${i}`;
      const rows = each(4, (i) => `    let ${name(i)} = ${cut(`b[row${c}_${i} + ${quad(q)}]`, `beyond${q}`)};`);
      const columns = each(
        4,
        (j) => `    tile_b[${2 * (4 * q + j) + c}] = vec4f(${[0, 1, 2, 3].map((i) => part(name(i), j)).join(', ')});`,
      );
      return `${rows}\n${columns}`;
    }),
  );
  const step = (k: number, a: string) =>
    each(2, (c) => `      sum${c} = fma(vec4f(${a}), tile_b[${2 * k + c}], sum${c});`);
  const multiply = columnwise
    ? each(DEPTH, (k) => `      let a${k} = a[line${k} + row];\n${step(k, `a${k}`)}`)
    : each(quads, (q) => {
        const read = cut(tail.k ? `a[row * params.lda + ${quad(q)}]` : `a[at + ${q}u]`, `beyond${q}`);
        return `      let a${q} = ${read};\n${each(4, (j) => step(4 * q + j, part(`a${q}`, j)))}`;
      });
  const added = each(2, (c) => addTerms(epilogue, `sum${c}`, 'row', `column${c}`));
  const stored = each(2, (c) => store(`sum${c}`, 'row', `column${c}`, tail.n ? `padding${c}` : undefined));
  const activated = swiglu ? storeSwiglu('sum0', 'sum1', 'row', 'column0') : '';
  const old = each(2, (c) => `        sum${c} = c[row * params.ldc + column${c}];`);
  const nothing = `
  if (params.k == 0u) {
    for (var row = first_row; row < rows; row++) {
      var sum0 = vec4f();
      var sum1 = vec4f();
      ${accumulate ? old : ''}
      ${added}
${stored}
      ${activated}
    }
    return;
  }
  let last = params.k - 1u;`;

  return `// C = ${columnwise ? 'Aᵀ' : 'A'}·${layout === 'nt' ? 'Bᵀ' : 'B'}, B stationary: a thread owns ${swiglu ? '4 gate and 4 up' : '8'} columns of a strip of rows.
${header(epilogue, columnwise ? 'f32' : 'vec4f')}
var<private> tile_b: array<vec4f, ${2 * DEPTH}>;
@compute @workgroup_size(${LANES})
fn main(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) count: vec3u, @builtin(local_invocation_index) lane: u32) {
  let group = id.y * count.x + id.x;
  let first_row = group / params.column_groups * params.strip;
  let rows = min(first_row + params.strip, params.m);
  let column0 = group % params.column_groups * ${(swiglu ? 1 : 2) * LANES}u + lane;
  if (first_row >= rows || column0 >= params.quads) {
    return;
  }
  // Where there is no second column quad, the first is computed twice: cheaper than a branch at every store.
  let column1 = ${swiglu ? 'column0 + params.quads' : `select(column0, column0 + ${LANES}u, column0 + ${LANES}u < params.quads)`};
  ${tail.n ? each(2, (c) => `let padding${c} = ${padding(`column${c}`)};`) : ''}
${tail.k ? nothing : ''}
${layout === 'nt' ? each(2, (c) => each(4, (i) => `  let row${c}_${i} = min(column${c} * 4u + ${i}u, params.n - 1u) * params.ldb;`)) : ''}
  for (var start = 0u; start < params.k; start += ${DEPTH}u) {
${columnwise ? each(DEPTH, (k) => `    let line${k} = ${line(k)} * params.lda * 4u;`) : ''}
${tail.k && !columnwise ? each(quads, (q) => `    let beyond${q} = vec4u(start) + vec4u(${[0, 1, 2, 3].map((j) => `${4 * q + j}u`).join(', ')}) > vec4u(last);`) : ''}
${layout === 'nt' ? loadTransposed : load}
    for (var row = first_row; row < rows; row++) {
      var sum0 = vec4f();
      var sum1 = vec4f();
      ${accumulate ? '{' : 'if (start > 0u) {'}
${old}
      }
      ${tail.k || columnwise ? '' : 'let at = row * params.lda + (start >> 2u);'}
${multiply}
      ${added || activated ? `if (start + ${DEPTH}u >= params.k) {` : ''}
      ${added}
      ${activated}
      ${added || activated ? '}' : ''}
${stored}
    }
  }
}
`;
}

/** Workgroups side by side, and rows per strip: enough strips to keep the cores busy, each long enough to pay for loading B. */
export function bStationaryGrid(
  m: number,
  n: number,
  swiglu: boolean,
): { columnGroups: number; strip: number; groups: number } {
  const columnGroups = Math.ceil(Math.ceil(n / 4) / (LANES * (swiglu ? 1 : 2)));
  const strip = Math.min(64, Math.max(8, Math.ceil((m * columnGroups) / 16)));
  return { columnGroups, strip, groups: columnGroups * Math.ceil(m / strip) };
}
