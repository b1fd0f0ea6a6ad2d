// Threefry-2x32 with 20 rounds (Salmon et al. 2011), the generator of common/random.ts. Additions, rotations and
// exclusive-ors only, so it is the same everywhere.

fn threefry_round(x: vec2u, rotation: u32) -> vec2u {
  let sum = x.x + x.y;
  return vec2u(sum, ((x.y << rotation) | (x.y >> (32u - rotation))) ^ sum);
}

fn threefry_even(x: vec2u) -> vec2u {
  return threefry_round(threefry_round(threefry_round(threefry_round(x, 13u), 15u), 26u), 6u);
}

fn threefry_odd(x: vec2u) -> vec2u {
  return threefry_round(threefry_round(threefry_round(threefry_round(x, 17u), 29u), 16u), 24u);
}

fn threefry2x32(key: vec2u, counter: vec2u) -> vec2u {
  let parity = key.x ^ key.y ^ 0x1bd11bdau;
  var x = counter + key;
  x = threefry_even(x) + vec2u(key.y, parity + 1u);
  x = threefry_odd(x) + vec2u(parity, key.x + 2u);
  x = threefry_even(x) + vec2u(key.x, key.y + 3u);
  x = threefry_odd(x) + vec2u(key.y, parity + 4u);
  x = threefry_even(x) + vec2u(parity, key.x + 5u);
  return x;
}
