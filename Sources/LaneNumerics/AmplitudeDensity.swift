// Probability densities of amplitudes on a grid of equal bins.

import Glibc

/// Probabilities on multiples of a bin's width, from `minimum` bins on.
public struct AmplitudeDensity: Sendable {
  public let binWidth: Double
  public private(set) var minimum: Int
  public private(set) var probabilities: [Double]

  public init(binWidth: Double, minimum: Int, probabilities: [Double]) {
    self.binWidth = binWidth
    self.minimum = minimum
    self.probabilities = probabilities
  }

  /// The most bins that a density may have.
  public static var mostBins: Int { 1 << 24 }

  /// Zero for certain.
  public init(certainZeroWith binWidth: Double) {
    self.init(binWidth: binWidth, minimum: 0, probabilities: [1])
  }

  /// A Gaussian without mean, cut at a number of standard deviations and brought to a sum of 1.
  public init(gaussian sigma: Double, cutAt deviations: Double, binWidth: Double) {
    let half = (deviations * sigma / binWidth).rounded()
    let bins = half.isFinite ? Int(min(max(half, 0), Double(Self.mostBins / 2 - 1))) : 0
    var values = [Double](repeating: 0, count: 2 * bins + 1)
    // The reference program keeps the exponent finite by an ulp of 1 in the variance.
    let width = 2 * sigma * sigma + Double.ulpOfOne
    for bin in 0...bins {
      let x = Double(bin) * binWidth
      let value = exp(-x * x / width)
      values[bins + bin] = value
      values[bins - bin] = value
    }
    let sum = values.reduce(0, +)
    self.init(binWidth: binWidth, minimum: -bins, probabilities: values.map { $0 / sum })
  }

  /// The sum of independent symbols, each at equally spaced levels from minus to plus one, times its
  /// sample (93A-39, 93A-40). Samples below a bin's width are left out, and so are amplitudes that
  /// are reached with less than 1e-50 by Hoeffding's bound, exp(-x^2 / 2 sum h^2).
  public init(samples: [Double], levels: Int, binWidth: Double) {
    var symbols: [[Int]] = []
    var (extent, power, longest) = (0, 0.0, 0)
    // Small ones first: the density is short while most of them are added.
    for size in samples.lazy.map({ abs($0) }).filter({ $0 >= binWidth && $0.isFinite }).sorted() {
      let places = Self.levelOffsets(size, levels, binWidth)
      let last = places.last ?? 0
      let (next, nextPower) = (extent + last, power + Double(last) * Double(last))
      guard Self.reached(next, nextPower) + last < Self.mostBins / 2 else { break }
      (extent, power, longest) = (next, nextPower, last)
      symbols.append(places)
    }
    // Both are zero beyond `half` bins around their middles.
    let middle = Self.reached(extent, power) + longest
    var from = [Double](repeating: 0, count: 2 * middle + 1)
    var to = from
    from[middle] = 1
    var half = 0
    (extent, power) = (0, 0)
    let weight = 1 / Double(levels)
    for places in symbols {
      let last = places[places.count - 1]
      extent += last
      power += Double(last) * Double(last)
      half = Self.reached(extent, power)
      from.withUnsafeBufferPointer { from in
        to.withUnsafeMutableBufferPointer { to in
          guard let from = from.baseAddress, let to = to.baseAddress else { return }
          let start = middle - half
          Self.spread(from + start, places, weight, to: to + start, 2 * half + 1)
        }
      }
      swap(&from, &to)
    }
    self.init(
      binWidth: binWidth, minimum: -half,
      probabilities: Array(from[(middle - half)...(middle + half)]))
  }

  /// Bins on each side that a sum reaches whose terms reach `extent` together and have squares of
  /// the sum `power`.
  private static func reached(_ extent: Int, _ power: Double) -> Int {
    min(extent, Int((2 * 50 * log(10) * power).squareRoot()) + 1)
  }

  /// Add a symbol: what it takes from one bin goes to each of its places from there.
  private static func spread(
    _ from: UnsafePointer<Double>, _ places: [Int], _ weight: Double,
    to: UnsafeMutablePointer<Double>, _ count: Int
  ) {
    var index = 0
    while index + 8 <= count {
      var lanes = SIMD8<Double>.zero
      for place in places {
        lanes +=
          weight
          * UnsafeRawPointer(from + (index - place)).loadUnaligned(as: SIMD8<Double>.self)
      }
      UnsafeMutableRawPointer(to + index).storeBytes(of: lanes, as: SIMD8<Double>.self)
      index += 8
    }
    while index < count {
      var sum = 0.0
      for place in places { sum += weight * from[index - place] }
      to[index] = sum
      index += 1
    }
  }

  /// The bins of a symbol's levels.
  private static func levelOffsets(_ size: Double, _ levels: Int, _ binWidth: Double) -> [Int] {
    (0..<levels).map { level in
      let place = (size * (2 * Double(level) / Double(levels - 1) - 1) / binWidth).rounded()
      return Int(min(max(place, -Double(mostBins)), Double(mostBins)))
    }
  }

  /// The variance that ``init(samples:levels:binWidth:)`` gives, without its density.
  public static func variance(ofSamples samples: [Double], levels: Int, binWidth: Double) -> Double
  {
    var sum = 0.0
    for sample in samples where abs(sample) >= binWidth && sample.isFinite {
      for place in levelOffsets(abs(sample), levels, binWidth) {
        sum += Double(place) * Double(place)
      }
    }
    return sum * binWidth * binWidth / Double(levels)
  }

  @inline(__always)
  private static func add(
    _ from: UnsafePointer<Double>, _ count: Int, _ weight: Double,
    to: UnsafeMutablePointer<Double>
  ) {
    var index = 0
    while index + 8 <= count {
      let x = UnsafeRawPointer(from + index).loadUnaligned(as: SIMD8<Double>.self)
      let place = UnsafeMutableRawPointer(to + index)
      let y = place.loadUnaligned(as: SIMD8<Double>.self)
      place.storeBytes(of: y + weight * x, as: SIMD8<Double>.self)
      index += 8
    }
    while index < count {
      to[index] += weight * from[index]
      index += 1
    }
  }

  /// The sum of two independent amplitudes; both densities have the same bins.
  public static func * (a: AmplitudeDensity, b: AmplitudeDensity) -> AmplitudeDensity {
    let (short, long) = a.probabilities.count < b.probabilities.count ? (a, b) : (b, a)
    let count = a.probabilities.count + b.probabilities.count - 1
    // By transforms where the terms are many; their rounding is absolute and spoils far tails.
    if a.probabilities.count > 4096, b.probabilities.count > (1 << 28) / a.probabilities.count {
      return AmplitudeDensity(
        binWidth: a.binWidth, minimum: a.minimum + b.minimum,
        probabilities: convolved(a.probabilities, b.probabilities))
    }
    var sum = [Double](repeating: 0, count: count)
    sum.withUnsafeMutableBufferPointer { sum in
      long.probabilities.withUnsafeBufferPointer { values in
        guard let sum = sum.baseAddress, let from = values.baseAddress else { return }
        for (place, weight) in short.probabilities.enumerated() where weight != 0 {
          add(from, values.count, weight, to: sum + place)
        }
      }
    }
    return AmplitudeDensity(
      binWidth: a.binWidth, minimum: a.minimum + b.minimum, probabilities: sum)
  }

  private static func convolved(_ a: [Double], _ b: [Double]) -> [Double] {
    let count = a.count + b.count - 1
    let transform = FourierTransform(count: FourierTransform.fastLength(atLeast: count))
    let none = [Double](repeating: 0, count: transform.count - count)
    // Both at once, one as the imaginary part: twice their product is then what is left.
    var real = a + [Double](repeating: 0, count: b.count - 1) + none
    var imaginary = b + [Double](repeating: 0, count: a.count - 1) + none
    transform.forward(&real, &imaginary)
    let size = transform.count
    var (x, y) = (real, imaginary)
    for k in 0..<size {
      let mirror = (size - k) % size
      let first = Complex(real[k] + real[mirror], imaginary[k] - imaginary[mirror])
      let second = Complex(imaginary[k] + imaginary[mirror], real[mirror] - real[k])
      let product = 0.25 * (first * second)
      (x[k], y[k]) = (product.real, product.imaginary)
    }
    transform.inverse(&x, &y)
    return x.prefix(count).map { max($0, 0) }
  }

  /// Amplitude of a bin.
  public func amplitude(_ index: Int) -> Double { Double(minimum + index) * binWidth }

  public var amplitudes: [Double] { probabilities.indices.map { amplitude($0) } }

  /// Standard deviation around the mean.
  public var deviation: Double {
    var mean = 0.0
    for (index, value) in probabilities.enumerated() { mean += amplitude(index) * value }
    var variance = 0.0
    for (index, value) in probabilities.enumerated() {
      let x = amplitude(index) - mean
      variance += x * x * value
    }
    return variance.squareRoot()
  }

  /// The first bin where the probability of what lies at or below it exceeds a limit.
  public func firstBin(above limit: Double) -> Int? {
    var sum = 0.0
    return probabilities.firstIndex {
      sum += $0
      return sum > limit
    }
  }

  /// The first bin where that probability reaches a limit.
  public func firstBin(reaching limit: Double) -> Int? {
    var sum = 0.0
    return probabilities.firstIndex {
      sum += $0
      return sum >= limit
    }
  }

  /// Probability of the bins up to one.
  public func cumulative(_ index: Int) -> Double {
    probabilities.prefix(through: min(max(index, 0), probabilities.count - 1)).reduce(0, +)
  }
}
