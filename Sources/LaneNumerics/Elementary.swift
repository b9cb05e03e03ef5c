// The C library's elementary functions under plain names, and conversions between decibels and
// ratios.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

@inline(__always) public func exponential(_ x: Double) -> Double { exp(x) }
@inline(__always) public func logarithm(_ x: Double) -> Double { log(x) }
@inline(__always) public func logarithmOfOnePlus(_ x: Double) -> Double { log1p(x) }
@inline(__always) public func exponentialLessOne(_ x: Double) -> Double { expm1(x) }
@inline(__always) public func logarithm10(_ x: Double) -> Double { log10(x) }
@inline(__always) public func logarithm2(_ x: Double) -> Double { log2(x) }
@inline(__always) public func raised(_ x: Double, to y: Double) -> Double { pow(x, y) }
@inline(__always) public func sine(_ x: Double) -> Double { sin(x) }
@inline(__always) public func cosine(_ x: Double) -> Double { cos(x) }
@inline(__always) public func arctangent(_ x: Double) -> Double { atan(x) }
@inline(__always) public func complementaryError(_ x: Double) -> Double { erfc(x) }

/// Decibels of power ratios.
public enum Decibel {
  /// ln 10: nepers of power in a bel.
  public static let naturalPerBel = 2.302585092994046

  /// The power ratio of `db` decibels.
  public static func ratio(_ db: Double) -> Double { exponential(db * (0.1 * naturalPerBel)) }

  /// Decibels of a power ratio; minus infinity for zero, NaN below.
  public static func of(ratio: Double) -> Double { 10 * logarithm10(ratio) }

  /// Watts of a power in dBm.
  public static func watts(dBm: Double) -> Double { 1e-3 * ratio(dBm) }

  /// dBm of a power in watts.
  public static func dBm(watts: Double) -> Double { of(ratio: watts * 1e3) }
}

/// Physical constants, exact by the SI of 2019.
public enum Constant {
  /// Charge of an electron, C.
  public static let electronCharge = 1.602176634e-19
  /// Speed of light in vacuum, m/s.
  public static let lightSpeed = 299_792_458.0
}
