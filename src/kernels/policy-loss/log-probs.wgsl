// Log-prob of the target and entropy of each row, and nothing else: the logits stay as they are.

struct Params {
  rows: u32,
  offset: u32,
  vocab: u32,
  stride: u32,
  inverse_temperature: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> logits: array<vec4f>;
@group(0) @binding(2) var<storage, read> targets: array<u32>;
@group(0) @binding(3) var<storage, read_write> results: array<vec2f>;

fn row_main(row: u32, lane: u32) {
  let index = params.offset + row;
  let start = row * (params.stride / 4u);
  let y = targets[index];
  if (y >= params.vocab) {
    if (lane == 0u) {
      results[index] = vec2f();
    }
    return;
  }
  let s = row_statistics(start, params.vocab, params.inverse_temperature, lane);
  if (lane == 0u) {
    let z_y = logits[start + y / 4u][y % 4u];
    results[index] = vec2f(row_log_prob(z_y, s.highest, params.inverse_temperature, s.log_sum), s.entropy);
  }
}
