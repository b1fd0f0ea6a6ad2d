// Truncation by top-k, then top-p of what top-k left, then min-p, as in Hugging Face `transformers`. In the order "higher
// logit first, then lower index" each keeps a beginning of the vocabulary: a token is kept while the measure of all tokens
// before it (their number, or their probability) is below a limit. The last one kept is found by bisection, on the bits of
// the logit and then on the index, so no sorting is needed and ties have one outcome.

@group(0) @binding(7) var<storage, read_write> truncated_log_probs: array<f32>;

// Kept are keys above `key`, and those equal to it up to index `last`.
struct KeptSet {
  key: u32,
  last: u32,
}

const COUNT = 0u;
const WEIGHT = 1u;

// u32 in the order of f32; −0 counts as 0.
fn key_of(z: vec4f) -> vec4u {
  let bits = bitcast<vec4u>(select(z, vec4f(), z == vec4f()));
  return select(bits | vec4u(0x80000000u), ~bits, bits >= vec4u(0x80000000u));
}

fn kept_weight(d: vec4f, keep: vec4<bool>) -> f32 {
  let e = select(vec4f(), exp(max(d, vec4f(NEGLIGIBLE))), keep);
  return (e.x + e.y) + (e.z + e.w);
}

// The measure of tokens with a key above `key` (x) and of those equal to it up to index `last` (y).
fn measure(how: u32, key: u32, last: u32, start: u32, highest: f32, lane: u32) -> vec2f {
  var sum = vec2f();
  let quads = (params.sampleable + 3u) / 4u;
  for (var i = lane; i < quads; i += LANES) {
    let z = logits[start + i];
    let column = columns_of(i);
    let keys = key_of(z);
    let valid = column < vec4u(params.sampleable);
    let above = valid & (keys > vec4u(key));
    let equal = valid & (keys == vec4u(key)) & (column <= vec4u(last));
    if (how == COUNT) {
      let a = select(vec4f(), vec4f(1.0), above);
      let b = select(vec4f(), vec4f(1.0), equal);
      sum += vec2f((a.x + a.y) + (a.z + a.w), (b.x + b.y) + (b.z + b.w));
    } else {
      let d = (z - highest) * params.inverse_temperature;
      sum += vec2f(kept_weight(d, above), kept_weight(d, equal));
    }
  }
  return lanes_sum(sum, lane);
}

const ANY_INDEX = 0xfffffffeu;

// The longest beginning of the vocabulary in which every token has less than `limit` before it.
fn beginning(how: u32, limit: f32, start: u32, highest: f32, lane: u32) -> KeptSet {
  // The lowest key with less than `limit` above it.
  var low = 0u;
  var high = key_of(vec4f(highest)).x;
  while (lanes_flag(low < high, lane)) {
    let middle = low + (high - low) / 2u;
    if (measure(how, middle, 0u, start, highest, lane).x < limit) {
      high = middle;
    } else {
      low = middle + 1u;
    }
  }
  let key = high;
  let whole = measure(how, key, ANY_INDEX, start, highest, lane);
  if (lanes_flag(whole.x + whole.y <= limit, lane)) {
    return KeptSet(key, ANY_INDEX);
  }
  // Of several equal tokens the first few: the lowest index at which the limit is reached.
  low = 0u;
  high = params.sampleable - 1u;
  while (lanes_flag(low < high, lane)) {
    let middle = low + (high - low) / 2u;
    let until = measure(how, key, middle, start, highest, lane);
    if (until.x + until.y >= limit) {
      high = middle;
    } else {
      low = middle + 1u;
    }
  }
  return KeptSet(key, high);
}

fn kept_set(start: u32, highest: f32, lane: u32) -> KeptSet {
  var kept = KeptSet(0u, ANY_INDEX);
  if (params.top_k > 0u && params.top_k < params.sampleable) {
    kept = beginning(COUNT, f32(params.top_k), start, highest, lane);
  }
  if (params.top_p < 1.0) {
    let mass = measure(WEIGHT, kept.key, kept.last, start, highest, lane);
    kept = beginning(WEIGHT, params.top_p * (mass.x + mass.y), start, highest, lane);
  }
  return kept;
}

fn is_kept(kept: KeptSet, z: vec4f, d: vec4f, column: vec4u) -> vec4<bool> {
  let keys = key_of(z);
  let inside = (keys > vec4u(kept.key)) | ((keys == vec4u(kept.key)) & (column <= vec4u(kept.last)));
  return inside & (d >= vec4f(params.min_log_p));
}

fn record_truncated(cell: u32, log_prob: f32) {
  truncated_log_probs[cell] = log_prob;
}
