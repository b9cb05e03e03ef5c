// Discrete Fourier transforms of any length.

import Glibc

/// The transform of one length: sums over n of x[n] exp(-2 pi i k n / count), in place on split arrays.
///
/// Lengths made of primes up to 31 take Stockham passes of radix 4, 2, 3, 5 and of those primes; the
/// others Bluestein's chirp, at about six times the cost. Tables are made once; a transform may be used from any thread.
public final class FourierTransform: Sendable {
  /// A pass: `radix` butterflies over `count` groups, each on `stride` neighbours.
  private struct Pass: Sendable {
    let radix: Int
    let groups: Int
    let stride: Int
    /// Twiddles of outputs 1 to radix-1, `groups` of each, real parts and imaginary parts.
    let real: [Double]
    let imaginary: [Double]
    /// Cosines, then sines, of the circle's parts; empty where the butterfly knows them.
    let circle: [Double]
  }

  /// What Bluestein's method needs: the chirp, its transform, and the transform that convolves.
  private struct Chirp: Sendable {
    let transform: FourierTransform
    let real, imaginary: [Double]
    let spectrumReal, spectrumImaginary: [Double]
  }

  public let count: Int
  private let passes: [Pass]
  private let chirp: Chirp?

  /// The longest transform.
  public static var longest: Int { 1 << 26 }

  /// A plan for a length from 1 to ``longest``; others are brought into that range.
  public init(count: Int) {
    let count = min(max(count, 1), Self.longest)
    self.count = count
    var rest = count
    var radices: [Int] = []
    for radix in [4, 2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31] {
      while rest % radix == 0 {
        radices.append(radix)
        rest /= radix
      }
    }
    if rest == 1 {
      passes = Self.passes(count, radices)
      chirp = nil
    } else {
      passes = []
      chirp = Self.chirp(count)
    }
  }

  /// The smallest length from `least` on that takes no chirp.
  public static func fastLength(atLeast least: Int) -> Int {
    var best = 1
    while best < least { best *= 2 }
    var fives = 1
    while fives < best {
      var threes = fives
      while threes < best {
        var length = threes
        while length < least { length *= 2 }
        best = min(best, length)
        threes *= 3
      }
      fives *= 5
    }
    return best
  }

  /// exp(-2 pi i k / n), with the angle brought into an eighth of the circle first.
  static func root(_ k: Int, of n: Int) -> Complex {
    let k = k % n
    // Eighths of the circle, in units of 1/(8n).
    let octant = (8 * k) / n
    let angle = { (steps: Int) in 2 * Double.pi * Double(steps) / (8 * Double(n)) }
    switch octant {
    case 0: return Complex(cos(angle(8 * k)), -sin(angle(8 * k)))
    case 1:
      return Complex(sin(angle(2 * n - 8 * k)), -cos(angle(2 * n - 8 * k)))
    case 2: return Complex(-sin(angle(8 * k - 2 * n)), -cos(angle(8 * k - 2 * n)))
    case 3: return Complex(-cos(angle(4 * n - 8 * k)), -sin(angle(4 * n - 8 * k)))
    case 4: return Complex(-cos(angle(8 * k - 4 * n)), sin(angle(8 * k - 4 * n)))
    case 5: return Complex(-sin(angle(6 * n - 8 * k)), cos(angle(6 * n - 8 * k)))
    case 6: return Complex(sin(angle(8 * k - 6 * n)), cos(angle(8 * k - 6 * n)))
    default: return Complex(cos(angle(8 * n - 8 * k)), sin(angle(8 * n - 8 * k)))
    }
  }

  /// All roots of a length: a quarter of them by sines and cosines, where four divides it.
  private static func roots(_ count: Int) -> [Complex] {
    guard count % 4 == 0 else { return (0..<count).map { root($0, of: count) } }
    let quarter = (0..<(count / 4)).map { root($0, of: count) }
    return quarter + quarter.map { Complex($0.imaginary, -$0.real) } + quarter.map { -$0 }
      + quarter.map { Complex(-$0.imaginary, $0.real) }
  }

  private static func passes(_ count: Int, _ radices: [Int]) -> [Pass] {
    let roots = roots(count)
    var left = count
    var stride = 1
    return radices.map { radix in
      let groups = left / radix
      var real: [Double] = []
      var imaginary: [Double] = []
      real.reserveCapacity((radix - 1) * groups)
      imaginary.reserveCapacity((radix - 1) * groups)
      for output in 1..<radix {
        for group in 0..<groups {
          // group * output is below left, and left * stride is the length.
          let twiddle = roots[group * output * stride]
          real.append(twiddle.real)
          imaginary.append(twiddle.imaginary)
        }
      }
      defer {
        left = groups
        stride *= radix
      }
      let circle = radix > 5 ? (0..<radix).map { root($0, of: radix) } : []
      return Pass(
        radix: radix, groups: groups, stride: stride, real: real, imaginary: imaginary,
        circle: circle.map(\.real) + circle.map { -$0.imaginary })
    }
  }

  private static func chirp(_ count: Int) -> Chirp {
    let length = fastLength(atLeast: 2 * count - 1)
    let transform = FourierTransform(count: length)
    let chirp = (0..<count).map { root(($0 * $0) % (2 * count), of: 2 * count) }
    var real = [Double](repeating: 0, count: length)
    var imaginary = [Double](repeating: 0, count: length)
    for (n, value) in chirp.enumerated() {
      for place in [n, (length - n) % length] {
        real[place] = value.real
        imaginary[place] = -value.imaginary
      }
    }
    transform.forward(&real, &imaginary)
    return Chirp(
      transform: transform, real: chirp.map(\.real), imaginary: chirp.map(\.imaginary),
      spectrumReal: real, spectrumImaginary: imaginary)
  }

  // MARK: Transforms

  /// Transform arrays of `count` values in place; arrays of another length are left as they are.
  public func forward(_ real: inout [Double], _ imaginary: inout [Double]) {
    guard real.count == count, imaginary.count == count else { return }
    real.withUnsafeMutableBufferPointer { re in
      imaginary.withUnsafeMutableBufferPointer { im in
        guard let re = re.baseAddress, let im = im.baseAddress else { return }
        forward(re, im)
      }
    }
  }

  /// The inverse, divided by `count`.
  public func inverse(_ real: inout [Double], _ imaginary: inout [Double]) {
    // Swapping the parts on both sides turns one direction into the other.
    forward(&imaginary, &real)
    let scale = 1 / Double(count)
    for i in 0..<count {
      real[i] *= scale
      imaginary[i] *= scale
    }
  }

  /// Transform `count` values at each pointer in place.
  public func forward(
    _ real: UnsafeMutablePointer<Double>, _ imaginary: UnsafeMutablePointer<Double>
  ) {
    if let chirp { return forward(real, imaginary, chirp) }
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * count) { scratch in
      guard var otherReal = scratch.baseAddress else { return }
      var otherImaginary = otherReal + count
      var fromReal = real
      var fromImaginary = imaginary
      for pass in passes {
        pass.real.withUnsafeBufferPointer { wr in
          pass.imaginary.withUnsafeBufferPointer { wi in
            pass.circle.withUnsafeBufferPointer { circle in
              guard let wr = wr.baseAddress, let wi = wi.baseAddress else { return }
              let cosine = circle.baseAddress ?? wr
              let stage = Stage(
                radix: pass.radix, groups: pass.groups, stride: pass.stride, wr: wr, wi: wi,
                cosine: cosine, sine: circle.isEmpty ? wr : cosine + pass.radix,
                xr: fromReal, xi: fromImaginary, yr: otherReal, yi: otherImaginary)
              stage.run()
            }
          }
        }
        swap(&fromReal, &otherReal)
        swap(&fromImaginary, &otherImaginary)
      }
      if fromReal != real {
        real.update(from: fromReal, count: count)
        imaginary.update(from: fromImaginary, count: count)
      }
    }
  }

  private func forward(
    _ real: UnsafeMutablePointer<Double>, _ imaginary: UnsafeMutablePointer<Double>, _ chirp: Chirp
  ) {
    let length = chirp.transform.count
    var a = [Double](repeating: 0, count: length)
    var b = [Double](repeating: 0, count: length)
    for n in 0..<count {
      a[n] = real[n] * chirp.real[n] - imaginary[n] * chirp.imaginary[n]
      b[n] = real[n] * chirp.imaginary[n] + imaginary[n] * chirp.real[n]
    }
    chirp.transform.forward(&a, &b)
    for k in 0..<length {
      let (re, im) = (a[k], b[k])
      a[k] = re * chirp.spectrumReal[k] - im * chirp.spectrumImaginary[k]
      b[k] = re * chirp.spectrumImaginary[k] + im * chirp.spectrumReal[k]
    }
    chirp.transform.inverse(&a, &b)
    for n in 0..<count {
      real[n] = a[n] * chirp.real[n] - b[n] * chirp.imaginary[n]
      imaginary[n] = a[n] * chirp.imaginary[n] + b[n] * chirp.real[n]
    }
  }
}

// MARK: - Butterflies

/// One number, or several side by side.
private protocol Lane {
  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static func * (a: Double, b: Self) -> Self
}
extension Double: Lane {}
extension SIMD4<Double>: Lane {}
extension SIMD8<Double>: Lane {}

private struct ComplexLane<V: Lane> {
  var re: V
  var im: V
  @inline(__always) static func + (a: Self, b: Self) -> Self {
    Self(re: a.re + b.re, im: a.im + b.im)
  }
  @inline(__always) static func - (a: Self, b: Self) -> Self {
    Self(re: a.re - b.re, im: a.im - b.im)
  }
  @inline(__always) static func * (a: Double, b: Self) -> Self { Self(re: a * b.re, im: a * b.im) }
  /// Times -i.
  @inline(__always) var turned: Self { Self(re: im, im: Double(-1) * re) }
}

/// One pass from x to y.
private struct Stage {
  let radix: Int
  let groups: Int
  let stride: Int
  let wr, wi: UnsafePointer<Double>
  /// Cosines and sines of the circle's parts, for radices without a butterfly of their own.
  let cosine, sine: UnsafePointer<Double>
  let xr, xi, yr, yi: UnsafeMutablePointer<Double>

  /// Neighbours are taken eight at a time where there are eight, then four, then one by one.
  func run() {
    for group in 0..<groups {
      var q = 0
      while q + 8 <= stride {
        butterfly(SIMD8<Double>.self, group, q)
        q += 8
      }
      if q + 4 <= stride {
        butterfly(SIMD4<Double>.self, group, q)
        q += 4
      }
      while q < stride {
        butterfly(Double.self, group, q)
        q += 1
      }
    }
  }

  @inline(__always)
  private func butterfly<V: Lane>(_: V.Type, _ group: Int, _ q: Int) {
    switch radix {
    case 4: four(V.self, group, q)
    case 2: two(V.self, group, q)
    case 3: three(V.self, group, q)
    case 5: five(V.self, group, q)
    default: prime(V.self, group, q)
    }
  }

  /// Input k of a group.
  @inline(__always)
  private func load<V: Lane>(_: V.Type, _ group: Int, _ q: Int, _ k: Int) -> ComplexLane<V> {
    let place = q + stride * (group + groups * k)
    return ComplexLane(
      re: UnsafeRawPointer(xr + place).loadUnaligned(as: V.self),
      im: UnsafeRawPointer(xi + place).loadUnaligned(as: V.self))
  }

  /// Output k of a group, turned by its twiddle.
  @inline(__always)
  private func store<V: Lane>(_ value: ComplexLane<V>, _ group: Int, _ q: Int, _ k: Int) {
    let place = q + stride * (radix * group + k)
    var value = value
    if k > 0 {
      let (re, im) = (wr[(k - 1) * groups + group], wi[(k - 1) * groups + group])
      value = ComplexLane(re: re * value.re - im * value.im, im: re * value.im + im * value.re)
    }
    UnsafeMutableRawPointer(yr + place).storeBytes(of: value.re, as: V.self)
    UnsafeMutableRawPointer(yi + place).storeBytes(of: value.im, as: V.self)
  }

  @inline(__always)
  private func two<V: Lane>(_: V.Type, _ group: Int, _ q: Int) {
    let a = load(V.self, group, q, 0)
    let b = load(V.self, group, q, 1)
    store(a + b, group, q, 0)
    store(a - b, group, q, 1)
  }

  @inline(__always)
  private func three<V: Lane>(_: V.Type, _ group: Int, _ q: Int) {
    let a = load(V.self, group, q, 0)
    let b = load(V.self, group, q, 1)
    let c = load(V.self, group, q, 2)
    let sum = b + c
    let middle = a - 0.5 * sum
    let side = 0.866_025_403_784_438_6 * (b - c).turned
    store(a + sum, group, q, 0)
    store(middle + side, group, q, 1)
    store(middle - side, group, q, 2)
  }

  @inline(__always)
  private func four<V: Lane>(_: V.Type, _ group: Int, _ q: Int) {
    let a = load(V.self, group, q, 0)
    let b = load(V.self, group, q, 1)
    let c = load(V.self, group, q, 2)
    let d = load(V.self, group, q, 3)
    let (even, odd) = (a + c, b + d)
    let (left, right) = (a - c, (b - d).turned)
    store(even + odd, group, q, 0)
    store(left + right, group, q, 1)
    store(even - odd, group, q, 2)
    store(left - right, group, q, 3)
  }

  @inline(__always)
  private func five<V: Lane>(_: V.Type, _ group: Int, _ q: Int) {
    let a = load(V.self, group, q, 0)
    let b = load(V.self, group, q, 1)
    let c = load(V.self, group, q, 2)
    let d = load(V.self, group, q, 3)
    let e = load(V.self, group, q, 4)
    // Cosines and sines of 72 and 144 degrees.
    let (c1, c2) = (0.309_016_994_374_947_45, -0.809_016_994_374_947_5)
    let (s1, s2) = (0.951_056_516_295_153_5, 0.587_785_252_292_473_1)
    let (outer, inner) = (b + e, c + d)
    let (outerTurned, innerTurned) = ((b - e).turned, (c - d).turned)
    let first = a + c1 * outer + c2 * inner
    let second = a + c2 * outer + c1 * inner
    let firstSide = s1 * outerTurned + s2 * innerTurned
    let secondSide = s2 * outerTurned - s1 * innerTurned
    store(a + outer + inner, group, q, 0)
    store(first + firstSide, group, q, 1)
    store(second + secondSide, group, q, 2)
    store(second - secondSide, group, q, 3)
    store(first - firstSide, group, q, 4)
  }

  /// An odd prime radix: sums and differences of inputs that mirror each other.
  @inline(__always)
  private func prime<V: Lane>(_: V.Type, _ group: Int, _ q: Int) {
    let half = radix / 2
    withUnsafeTemporaryAllocation(of: ComplexLane<V>.self, capacity: radix) { pairs in
      let first = load(V.self, group, q, 0)
      var total = first
      for k in 1...half {
        let (a, b) = (load(V.self, group, q, k), load(V.self, group, q, radix - k))
        pairs[k] = a + b
        pairs[half + k] = (a - b).turned
        total = total + pairs[k]
      }
      store(total, group, q, 0)
      for output in 1...half {
        var middle = first
        var side = sine[output % radix] * pairs[half + 1]
        middle = middle + cosine[output % radix] * pairs[1]
        var turn = output
        for k in 2...half {
          turn += output
          if turn >= radix { turn -= radix }
          middle = middle + cosine[turn] * pairs[k]
          side = side + sine[turn] * pairs[half + k]
        }
        store(middle + side, group, q, output)
        store(middle - side, group, q, radix - output)
      }
    }
  }
}
