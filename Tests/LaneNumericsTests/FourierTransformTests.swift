// The discrete Fourier transform against its definition, summed term by term.

import Glibc
import LaneNumerics
import Testing

@Suite struct FourierTransformTests {
  /// Values without a pattern, the same in every run.
  func noise(_ count: Int, seed: UInt64) -> [Double] {
    var state = seed
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(Int64(bitPattern: state)) / 0x1p63
    }
  }

  @Test(arguments: [
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 16, 17, 20, 24, 25, 30, 32, 36, 45, 60, 64, 97, 100, 120,
    128, 140, 240, 251, 341, 360, 437, 500, 512, 544, 625, 729, 754, 1001, 1369,
  ])
  func equalsTheSum(_ count: Int) {
    let (re, im) = (noise(count, seed: 1), noise(count, seed: 2))
    var (a, b) = (re, im)
    let transform = FourierTransform(count: count)
    transform.forward(&a, &b)
    for k in 0..<count {
      var sum = Complex.zero
      for n in 0..<count {
        let angle = -2 * Double.pi * Double((k * n) % count) / Double(count)
        sum += Complex(re[n], im[n]) * Complex(magnitude: 1, angle: angle)
      }
      #expect((sum - Complex(a[k], b[k])).magnitude < 3e-14 * Double(count).squareRoot() * 3)
    }
    transform.inverse(&a, &b)
    for n in 0..<count {
      #expect(abs(a[n] - re[n]) < 1e-13)
      #expect(abs(b[n] - im[n]) < 1e-13)
    }
  }

  @Test func largeLengthsComeBack() {
    for count in [65536, 340_000, 100_003] {
      let (re, im) = (noise(count, seed: 3), noise(count, seed: 4))
      var (a, b) = (re, im)
      let transform = FourierTransform(count: count)
      transform.forward(&a, &b)
      // Parseval: the energies agree.
      let before = zip(re, im).reduce(0) { $0 + $1.0 * $1.0 + $1.1 * $1.1 }
      let after = zip(a, b).reduce(0) { $0 + $1.0 * $1.0 + $1.1 * $1.1 } / Double(count)
      #expect(abs(after / before - 1) < 1e-13)
      transform.inverse(&a, &b)
      #expect(zip(a, re).allSatisfy { abs($0 - $1) < 1e-12 })
    }
  }

  @Test func fastLengthsAreProductsOfTwoThreeAndFive() {
    #expect(FourierTransform.fastLength(atLeast: 1) == 1)
    #expect(FourierTransform.fastLength(atLeast: 7) == 8)
    #expect(FourierTransform.fastLength(atLeast: 1001) == 1024)
    #expect(FourierTransform.fastLength(atLeast: 100_000) == 100_000)
    #expect(FourierTransform.fastLength(atLeast: 170_001) == 172_800)
  }
}
