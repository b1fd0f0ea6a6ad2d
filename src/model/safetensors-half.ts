/**
 * The two 16-bit floats, as bit patterns: float16 (IEEE 754 binary16: 5 exponent bits, 10 fraction bits) and bfloat16
 * (the upper half of a float32). Narrowing rounds to nearest, ties to even; NaNs stay NaNs.
 */

/** Every float16 is a float32. */
export function float16ToFloat32(values: Uint16Array): Float32Array {
  const out = new Uint32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const sign = (values[i] & 0x8000) << 16;
    const exponent = (values[i] >> 10) & 0x1f;
    const fraction = values[i] & 0x3ff;
    if (exponent === 0x1f) out[i] = sign | 0x7f800000 | (fraction << 13);
    else if (exponent !== 0) out[i] = sign | ((exponent + 112) << 23) | (fraction << 13);
    else if (fraction === 0) out[i] = sign;
    else {
      // A subnormal is fraction · 2^-24; as a float32 it is normal.
      const shift = Math.clz32(fraction) - 21;
      out[i] = sign | ((113 - shift) << 23) | (((fraction << shift) & 0x3ff) << 13);
    }
  }
  return new Float32Array(out.buffer);
}

export function float32ToFloat16(values: Float32Array): Uint16Array {
  const bits = asBits(values);
  const out = new Uint16Array(values.length);
  for (let i = 0; i < bits.length; i++) {
    const sign = (bits[i] >>> 16) & 0x8000;
    const magnitude = bits[i] & 0x7fffffff;
    if (magnitude > 0x7f800000) {
      // Keep the upper payload, and one bit at least, so that it does not become infinity.
      out[i] = sign | 0x7c00 | ((magnitude >> 13) & 0x3ff || 0x200);
    } else if (magnitude >= 0x38800000) {
      // Normal: rebias the exponent and round; a carry runs into the exponent, up to infinity.
      out[i] = sign | Math.min(roundShift(magnitude - (112 << 23), 13), 0x7c00);
    } else if (magnitude > 0x33000000) {
      // Subnormal: round the significand, with its implicit one, to a multiple of 2^-24.
      out[i] = sign | roundShift((magnitude & 0x7fffff) | 0x800000, 126 - (magnitude >> 23));
    } else out[i] = sign;
  }
  return out;
}

/** Every bfloat16 is a float32. */
export function bfloat16ToFloat32(values: Uint16Array): Float32Array {
  const out = new Uint32Array(values.length);
  for (let i = 0; i < values.length; i++) out[i] = values[i] << 16;
  return new Float32Array(out.buffer);
}

export function float32ToBfloat16(values: Float32Array): Uint16Array {
  const bits = asBits(values);
  const out = new Uint16Array(values.length);
  for (let i = 0; i < bits.length; i++) {
    const sign = (bits[i] >>> 16) & 0x8000;
    const magnitude = bits[i] & 0x7fffffff;
    if (magnitude > 0x7f800000) out[i] = sign | 0x7f80 | ((magnitude >> 16) & 0x7f || 0x40);
    else out[i] = sign | roundShift(magnitude, 16);
  }
  return out;
}

const asBits = (values: Float32Array) => new Uint32Array(values.buffer, values.byteOffset, values.length);

/** value / 2^shift, rounded to nearest, ties to even; value < 2^31, shift from 1 to 30. */
function roundShift(value: number, shift: number): number {
  const half = 1 << (shift - 1);
  const odd = (value >>> shift) & 1;
  return (value + half - 1 + odd) >>> shift;
}
