// Gumbel noise from random bits: G = −log E with E = −log(1 − u) exponential and u = (bits + ½)/2³².
// The noise that wins is the large one, where E is near 0: there 1 − u would lose all digits of u (and WGSL's log is only
// good to 2⁻²¹ near 1), so small u go through the series of −log(1 − u). u stays below 1, so G is never −∞.

fn gumbel(bits: vec4u) -> vec4f {
  let u = min((vec4f(bits) + 0.5) * 0x1p-32, vec4f(1.0 - 0x1p-24));
  let series = u * (1.0 + u * (1.0 / 2.0 + u * (1.0 / 3.0 + u * (1.0 / 4.0 + u * (1.0 / 5.0 + u * (1.0 / 6.0))))));
  return -log(select(-log(1.0 - u), series, u < vec4f(0.0625)));
}
