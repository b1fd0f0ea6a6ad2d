/** SwiGLU in float64. */

const sigmoid = (x: number): number => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));

/** h = silu(gate) ⊙ up, silu(x) = x · sigmoid(x). gateUp: [rows, 2 · width], gate columns first; h: [rows, width]. */
export function swiglu(gateUp: ArrayLike<number>, width: number): Float64Array {
  return Float64Array.from({ length: gateUp.length / 2 }, (_, i) => {
    const [gate, up] = pair(gateUp, width, i);
    return gate * sigmoid(gate) * up;
  });
}

/** The gradient of Σ dh ⊙ h: [rows, 2 · width]. */
export function swigluBackward(gateUp: ArrayLike<number>, dh: ArrayLike<number>, width: number): Float64Array {
  const gradient = new Float64Array(gateUp.length);
  for (let i = 0; i < dh.length; i++) {
    const [gate, up] = pair(gateUp, width, i);
    const at = i + Math.floor(i / width) * width;
    gradient[at] = dh[i] * up * sigmoid(gate) * (1 + gate * sigmoid(-gate));
    gradient[at + width] = dh[i] * gate * sigmoid(gate);
  }
  return gradient;
}

/** The gate and the up value that make element i of h. */
function pair(gateUp: ArrayLike<number>, width: number, i: number): [number, number] {
  const at = i + Math.floor(i / width) * width;
  return [gateUp[at], gateUp[at + width]];
}
