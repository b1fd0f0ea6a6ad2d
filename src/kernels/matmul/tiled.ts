/**
 * The tile for GPUs: 64 × 64 elements of C per workgroup, K in steps of 16 through workgroup memory, 4 × 4 elements per thread.
 * Both operands lie there as they lie in memory, as vec4s either along k or across it, so nothing is transposed on the way;
 * the two layouts are such that the threads of a wave read neighbouring vec4s.
 */
import type { Epilogue, GemmLayout } from './variant';
import { addTerms, each, header, padding, part, store, storeSwiglu } from './wgsl';

const SIDE = 64;
const DEPTH = 16;

export function generateTiled(layout: GemmLayout, epilogue: Epilogue): string {
  const { swiglu, accumulate } = epilogue;
  const sums = swiglu ? ['gate', 'up'] : ['sum'];
  // Vec4s along k: rows of A in nn and nt, rows of B in nt. Across k: the rest.
  const alongA = layout !== 'tn';
  const alongB = layout === 'nt';
  const tileOfB = (sum: string) => `${sum}_b`;
  const fetch = (along: boolean, tile: string, operand: string, stride: string, line: string, last: string) =>
    along
      ? `
    {
      var value = vec4f();
      let k = start + part * 4u;
      if (k < params.k) {
        let loaded = ${operand}[min(${line} + line, ${last}) * params.${stride} + k / 4u];
        value = select(loaded, vec4f(), vec4u(k) + vec4u(0u, 1u, 2u, 3u) >= vec4u(params.k));
      }
      ${tile}[part * ${SIDE}u + (line & 3u) * ${SIDE / 4}u + tall] = value;
    }`
      : `
    {
      var value = vec4f();
      let k = start + tall;
      if (k < params.k) {
        value = ${operand}[k * params.${stride} + min(${line} / 4u + wide, (${last}) / 4u)${tile === 'up_b' ? ' + params.quads' : ''}];
      }
      ${tile}[thread] = value;
    }`;
  // Four vec4s are four lines × four k, either way.
  const read = (name: string, tile: string, at: string) =>
    each(4, (i) => `      let ${name}${i} = ${tile}[k4 * ${SIDE}u + ${(i * SIDE) / 4}u + ${at}];`);
  const elementOfA = (r: number, j: number) => (alongA ? part(`a${r}`, j) : part(`a${j}`, r));
  const columnsOfB = (sum: string, j: number) =>
    alongB ? `vec4f(${[0, 1, 2, 3].map((i) => part(`${sum}_b${i}`, j)).join(', ')})` : `${sum}_b${j}`;
  const multiply = (sum: string, j: number) =>
    [
      `      let ${sum}_k${j} = ${columnsOfB(sum, j)};`,
      each(4, (r) => `      ${sum}${r} = fma(vec4f(${elementOfA(r, j)}), ${sum}_k${j}, ${sum}${r});`),
    ].join('\n');
  return `// C = ${alongA ? 'A' : 'Aᵀ'}·${alongB ? 'Bᵀ' : 'B'}: ${SIDE} × ${SIDE} a workgroup through workgroup memory, 4 × 4 a thread.
${header(epilogue)}
var<workgroup> tile_a: array<vec4f, ${(SIDE * DEPTH) / 4}>;
${sums.map((sum) => `var<workgroup> ${tileOfB(sum)}: array<vec4f, ${(SIDE * DEPTH) / 4}>;`).join('\n')}
@compute @workgroup_size(${(SIDE / 4) ** 2})
fn main(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) count: vec3u, @builtin(local_invocation_index) thread: u32) {
  let group = id.y * count.x + id.x;
  let first_row = group / params.column_groups * ${SIDE}u;
  let first_column = group % params.column_groups * ${SIDE}u;
  if (first_row >= params.m) {
    return;
  }
  let tall = thread >> 4u;
  let wide = thread & 15u;
  let line = thread >> 2u;
  let part = thread & 3u;
  let row = first_row + tall * 4u;
  let column = first_column / 4u + wide;
${sums.map((sum) => each(4, (r) => `  var ${sum}${r} = vec4f();`)).join('\n')}
  for (var start = 0u; start < params.k; start += ${DEPTH}u) {
${fetch(alongA, 'tile_a', 'a', 'lda', 'first_row', 'params.m - 1u')}
${sums.map((sum) => fetch(alongB, tileOfB(sum), 'b', 'ldb', 'first_column', 'params.n - 1u')).join('\n')}
    workgroupBarrier();
    for (var k4 = 0u; k4 < ${DEPTH / 4}u; k4++) {
${read('a', 'tile_a', 'tall')}
${sums.map((sum) => read(`${sum}_b`, tileOfB(sum), 'wide')).join('\n')}
${each(4, (j) => sums.map((sum) => multiply(sum, j)).join('\n'))}
    }
    workgroupBarrier();
  }
  if (column >= params.quads) {
    return;
  }
  ${swiglu ? '' : `let padding = ${padding('column')};`}
${each(4, (r) => {
  const at = `(row + ${r}u)`;
  const stored = swiglu
    ? `${store(`gate${r}`, at, 'column')}
    ${store(`up${r}`, at, '(column + params.quads)')}
    ${storeSwiglu(`gate${r}`, `up${r}`, at, 'column')}`
    : `${accumulate ? `sum${r} += c[${at} * params.ldc + column];` : ''}
    ${addTerms(epilogue, `sum${r}`, at, 'column')}
    ${store(`sum${r}`, at, 'column', 'padding')}`;
  return `  if (row + ${r}u < params.m) {\n    ${stored}\n  }`;
})}
}
`;
}

export function tiledGrid(m: number, n: number): { columnGroups: number; groups: number } {
  const columnGroups = Math.ceil(n / SIDE);
  return { columnGroups, groups: columnGroups * Math.ceil(m / SIDE) };
}
