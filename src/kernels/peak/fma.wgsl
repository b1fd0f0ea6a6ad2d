// Nothing but multiply-adds: eight independent chains of vec4s per thread, 64 per step.

struct Params {
  steps: u32,
  factor: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> y: array<vec4f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let factor = vec4f(params.factor);
  var a = vec4f(f32(id.x));
  var b = a + 1.0;
  var c = a + 2.0;
  var d = a + 3.0;
  var e = a + 4.0;
  var f = a + 5.0;
  var g = a + 6.0;
  var h = a + 7.0;
  for (var i = 0u; i < params.steps; i++) {
    a = fma(a, factor, a); b = fma(b, factor, b); c = fma(c, factor, c); d = fma(d, factor, d);
    e = fma(e, factor, e); f = fma(f, factor, f); g = fma(g, factor, g); h = fma(h, factor, h);
    a = fma(a, factor, a); b = fma(b, factor, b); c = fma(c, factor, c); d = fma(d, factor, d);
    e = fma(e, factor, e); f = fma(f, factor, f); g = fma(g, factor, g); h = fma(h, factor, h);
    a = fma(a, factor, a); b = fma(b, factor, b); c = fma(c, factor, c); d = fma(d, factor, d);
    e = fma(e, factor, e); f = fma(f, factor, f); g = fma(g, factor, g); h = fma(h, factor, h);
    a = fma(a, factor, a); b = fma(b, factor, b); c = fma(c, factor, c); d = fma(d, factor, d);
    e = fma(e, factor, e); f = fma(f, factor, f); g = fma(g, factor, g); h = fma(h, factor, h);
    a = fma(a, factor, a); b = fma(b, factor, b); c = fma(c, factor, c); d = fma(d, factor, d);
    e = fma(e, factor, e); f = fma(f, factor, f); g = fma(g, factor, g); h = fma(h, factor, h);
    a = fma(a, factor, a); b = fma(b, factor, b); c = fma(c, factor, c); d = fma(d, factor, d);
    e = fma(e, factor, e); f = fma(f, factor, f); g = fma(g, factor, g); h = fma(h, factor, h);
    a = fma(a, factor, a); b = fma(b, factor, b); c = fma(c, factor, c); d = fma(d, factor, d);
    e = fma(e, factor, e); f = fma(f, factor, f); g = fma(g, factor, g); h = fma(h, factor, h);
    a = fma(a, factor, a); b = fma(b, factor, b); c = fma(c, factor, c); d = fma(d, factor, d);
    e = fma(e, factor, e); f = fma(f, factor, f); g = fma(g, factor, g); h = fma(h, factor, h);
  }
  y[id.x] = ((a + b) + (c + d)) + ((e + f) + (g + h));
}
