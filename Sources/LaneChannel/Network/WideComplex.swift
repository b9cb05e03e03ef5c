// Complex numbers of four frequencies side by side, and small matrices of them.

import LaneNumerics

/// Four complex numbers: the same entry of the matrices of four neighbouring frequencies.
struct WideComplex {
  var re: SIMD4<Double>
  var im: SIMD4<Double>

  @inline(__always)
  init(_ re: SIMD4<Double>, _ im: SIMD4<Double>) {
    self.re = re
    self.im = im
  }

  @inline(__always)
  init(_ value: Complex) {
    re = SIMD4(repeating: value.real)
    im = SIMD4(repeating: value.imaginary)
  }

  @inline(__always) static var zero: WideComplex { WideComplex(.zero, .zero) }
  @inline(__always) static var lanes: Int { 4 }

  /// The sum of the squares of both parts.
  @inline(__always) var norm: SIMD4<Double> { re * re + im * im }

  @inline(__always)
  subscript(lane: Int) -> Complex {
    get { Complex(re[lane], im[lane]) }
    set {
      re[lane] = newValue.real
      im[lane] = newValue.imaginary
    }
  }

  @inline(__always)
  static func + (a: WideComplex, b: WideComplex) -> WideComplex {
    WideComplex(a.re + b.re, a.im + b.im)
  }
  @inline(__always)
  static func - (a: WideComplex, b: WideComplex) -> WideComplex {
    WideComplex(a.re - b.re, a.im - b.im)
  }
  @inline(__always)
  static func * (a: WideComplex, b: WideComplex) -> WideComplex {
    WideComplex(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re)
  }
  @inline(__always)
  static func += (a: inout WideComplex, b: WideComplex) { a = a + b }
  @inline(__always)
  static func -= (a: inout WideComplex, b: WideComplex) { a = a - b }

  /// One over the number; infinite or NaN where the square of the magnitude leaves the range.
  @inline(__always)
  var reciprocal: WideComplex {
    let scale = 1 / norm
    return WideComplex(re * scale, -im * scale)
  }
}

typealias WideMatrix = UnsafeMutablePointer<WideComplex>

/// Operations on row-major matrices of ``WideComplex``.
enum WideAlgebra {
  /// Take `entries` complex numbers of up to four points, `stride` doubles apart; the last point
  /// fills what is missing.
  @inline(__always)
  static func load(
    _ from: UnsafePointer<Double>, entries: Int, points: Int, into matrix: WideMatrix
  ) {
    let stride = 2 * entries
    let a = from
    let b = points > 1 ? from + stride : a
    let c = points > 2 ? from + 2 * stride : b
    let d = points > 3 ? from + 3 * stride : c
    for entry in 0..<entries {
      let k = 2 * entry
      matrix[entry] = WideComplex(
        SIMD4(a[k], b[k], c[k], d[k]), SIMD4(a[k + 1], b[k + 1], c[k + 1], d[k + 1]))
    }
  }

  /// Put matrices back; the sum stays zero as long as every number is finite.
  @inline(__always)
  static func store(
    _ matrix: WideMatrix, entries: Int, points: Int, to out: UnsafeMutablePointer<Double>,
    finite: inout SIMD4<Double>
  ) {
    let stride = 2 * entries
    for entry in 0..<entries {
      let value = matrix[entry]
      finite += value.re * 0 + value.im * 0
      if points == 4 {
        let to = UnsafeMutableRawPointer(out + 2 * entry)
        let bytes = stride * MemoryLayout<Double>.stride
        to.storeBytes(of: SIMD2(value.re[0], value.im[0]), as: SIMD2<Double>.self)
        (to + bytes).storeBytes(of: SIMD2(value.re[1], value.im[1]), as: SIMD2<Double>.self)
        (to + 2 * bytes).storeBytes(of: SIMD2(value.re[2], value.im[2]), as: SIMD2<Double>.self)
        (to + 3 * bytes).storeBytes(of: SIMD2(value.re[3], value.im[3]), as: SIMD2<Double>.self)
      } else {
        for lane in 0..<points {
          out[lane * stride + 2 * entry] = value.re[lane]
          out[lane * stride + 2 * entry + 1] = value.im[lane]
        }
      }
    }
  }

  /// out = a · b for a block of `rows` × `inner` and one of `inner` × `columns`, each with its
  /// distance between rows; added to what is there when asked for.
  @inline(__always)
  static func multiply(
    _ a: WideMatrix, _ aStep: Int, _ b: WideMatrix, _ bStep: Int, rows: Int, inner: Int,
    columns: Int, into out: WideMatrix, _ step: Int, adding: Bool = false
  ) {
    for i in 0..<rows {
      for j in 0..<columns {
        var sum = adding ? out[i * step + j] : .zero
        for k in 0..<inner { sum += a[i * aStep + k] * b[k * bStep + j] }
        out[i * step + j] = sum
      }
    }
  }

  /// x = numerator · denominator⁻¹ for `rows` rows of `n`; `work` has room for n² + n numbers.
  ///
  /// Elimination without exchanging rows, which is stable where the denominator is near one plus
  /// something small, as in all that is made of passive networks. A frequency whose pivot is small
  /// is solved again by itself with exchanges.
  @inline(__always)
  static func divide(
    _ numerator: WideMatrix, _ denominator: WideMatrix, n: Int, rows: Int, into x: WideMatrix,
    work: WideMatrix
  ) {
    let lu = work
    let pivots = work + n * n
    var largest = SIMD4<Double>.zero
    for i in 0..<n * n {
      lu[i] = denominator[i]
      largest = pointwiseMax(largest, lu[i].norm)
    }
    var bad = SIMDMask<SIMD4<Double.SIMDMaskScalar>>(repeating: false)
    for k in 0..<n {
      let norm = lu[k * n + k].norm
      bad = bad .| .!(norm .>= largest * (1.0 / 256))
      let inverse = lu[k * n + k].reciprocal
      pivots[k] = inverse
      for i in k + 1..<max(n, k + 1) {
        let factor = lu[i * n + k] * inverse
        lu[i * n + k] = factor
        for j in k + 1..<n { lu[i * n + j] -= factor * lu[k * n + j] }
      }
    }
    for row in 0..<rows {
      let from = numerator + row * n
      let to = x + row * n
      for j in 0..<n {
        var sum = from[j]
        for k in 0..<j { sum -= to[k] * lu[k * n + j] }
        to[j] = sum * pivots[j]
      }
      var j = n - 2
      while j >= 0 {
        var sum = to[j]
        for k in j + 1..<n { sum -= to[k] * lu[k * n + j] }
        to[j] = sum
        j -= 1
      }
    }
    if any(bad) {
      for lane in 0..<WideComplex.lanes where bad[lane] {
        divideExchanging(numerator, denominator, n: n, rows: rows, into: x, lane: lane)
      }
    }
  }

  /// The same for one of the four frequencies, with the largest pivot of each column.
  @inline(never)
  private static func divideExchanging(
    _ numerator: WideMatrix, _ denominator: WideMatrix, n: Int, rows: Int, into x: WideMatrix,
    lane: Int
  ) {
    // Transposed: denominator^T x^T = numerator^T.
    withUnsafeTemporaryAllocation(of: Complex.self, capacity: n * (n + rows)) { work in
      guard let a = work.baseAddress else { return }
      let b = a + n * n
      for i in 0..<n {
        for j in 0..<n { a[i * n + j] = denominator[j * n + i][lane] }
        for r in 0..<rows { b[i * rows + r] = numerator[r * n + i][lane] }
      }
      ComplexAlgebra.solve(a, b, n: n, columns: rows)
      for i in 0..<n {
        for r in 0..<rows { x[r * n + i][lane] = b[i * rows + r] }
      }
    }
  }
}

/// Operations on row-major matrices of complex numbers.
enum ComplexAlgebra {
  /// b := a⁻¹ b by elimination with the largest pivot of each column, which overwrites a; not
  /// finite where a is singular.
  static func solve(
    _ a: UnsafeMutablePointer<Complex>, _ b: UnsafeMutablePointer<Complex>, n: Int, columns: Int
  ) {
    for k in 0..<n {
      var best = k
      var size = -1.0
      for i in k..<n where a[i * n + k].magnitude > size {
        best = i
        size = a[i * n + k].magnitude
      }
      if best != k {
        for j in k..<n { swap(&a[k * n + j], &a[best * n + j]) }
        for j in 0..<columns { swap(&b[k * columns + j], &b[best * columns + j]) }
      }
      let pivot = a[k * n + k]
      for i in k + 1..<max(n, k + 1) {
        let factor = a[i * n + k] / pivot
        for j in k + 1..<max(n, k + 1) { a[i * n + j] -= factor * a[k * n + j] }
        for j in 0..<columns { b[i * columns + j] -= factor * b[k * columns + j] }
      }
    }
    var k = n - 1
    while k >= 0 {
      for j in 0..<columns {
        var sum = b[k * columns + j]
        for i in k + 1..<max(n, k + 1) { sum -= a[k * n + i] * b[i * columns + j] }
        b[k * columns + j] = sum / a[k * n + k]
      }
      k -= 1
    }
  }
}
