// One token for each row of work: y = argmax over the kept vocabulary of log p_j + Gumbel_j, which is an exact draw from
// softmax(z / τ) whatever the order of the search. Noise is keyed by (seed, uid) and counted by (position, word), so a
// rollout depends neither on its slot nor on the batch.

struct Params {
  rows: u32,
  vocab: u32,
  sampleable: u32,
  stride: u32,
  capacity: u32,
  seed: u32,
  greedy: u32,
  max_completion_length: u32,
  inverse_temperature: f32,
  top_k: u32,
  top_p: f32,
  min_log_p: f32,
  end_tokens: vec4u,
  pause_token: u32,
}

struct Work {
  row: u32,
  slot: u32,
}

struct State {
  // The token to be fed next and its position.
  token: u32,
  position: u32,
  generated: u32,
  // 0: continues, 1: has ended, 2: pauses.
  done: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> logits: array<vec4f>;
@group(0) @binding(2) var<storage, read> work: array<Work>;
@group(0) @binding(3) var<storage, read> uids: array<u32>;
@group(0) @binding(4) var<storage, read_write> state: array<State>;
@group(0) @binding(5) var<storage, read_write> tokens: array<u32>;
@group(0) @binding(6) var<storage, read_write> log_probs: array<f32>;

fn columns_of(quad: u32) -> vec4u {
  return vec4u(quad * 4u) + vec4u(0u, 1u, 2u, 3u);
}

fn row_main(row: u32, lane: u32) {
  let slot = work[row].slot;
  let before = state[slot];
  if (lanes_flag(before.done != 0u || before.generated >= params.capacity, lane)) {
    return;
  }
  let start = work[row].row * (params.stride / 4u);
  let position = before.position + 1u;
  let key = vec2u(params.seed, uids[slot]);
  let s = row_statistics(start, params.vocab, params.inverse_temperature, lane);
  let kept = kept_set(start, s.highest, lane);

  var best = LOWEST;
  var at = 0xffffffffu;
  var kept_sum = 0.0;
  let quads = (params.sampleable + 3u) / 4u;
  for (var i = lane; i < quads; i += LANES) {
    let z = logits[start + i];
    let column = columns_of(i);
    let d = (z - s.highest) * params.inverse_temperature;
    let keep = is_kept(kept, z, d, column) & (column < vec4u(params.sampleable));
    var score = d;
    if (params.greedy == 0u) {
      let even = threefry2x32(key, vec2u(position, 2u * i));
      let odd = threefry2x32(key, vec2u(position, 2u * i + 1u));
      score += gumbel(vec4u(even, odd));
    }
    score = select(vec4f(LOWEST), score, keep);
    kept_sum += kept_weight(d, keep);
    // Strictly greater: among equals the lowest index stays.
    at = select(at, column.x, score.x > best);
    best = max(best, score.x);
    at = select(at, column.y, score.y > best);
    best = max(best, score.y);
    at = select(at, column.z, score.z > best);
    best = max(best, score.z);
    at = select(at, column.w, score.w > best);
    best = max(best, score.w);
  }
  let chosen = lanes_best(best, at, lane);
  let sum = lanes_sum(vec2f(kept_sum, 0.0), lane).x;
  if (lane != 0u) {
    return;
  }

  // A row of NaN has no best; its log-prob says so.
  let y = select(chosen, 0u, chosen >= params.sampleable);
  let z_y = logits[start + y / 4u][y % 4u];
  let generated = before.generated + 1u;
  let cell = slot * params.capacity + before.generated;
  tokens[cell] = y;
  log_probs[cell] = row_log_prob(z_y, s.highest, params.inverse_temperature, s.log_sum);
  record_truncated(cell, row_log_prob(z_y, s.highest, params.inverse_temperature, log(sum)));
  let ended = any(vec4u(y) == params.end_tokens) || generated >= params.max_completion_length;
  let paused = y == params.pause_token;
  state[slot] = State(y, position, generated, select(select(0u, 2u, paused), 1u, ended));
}
