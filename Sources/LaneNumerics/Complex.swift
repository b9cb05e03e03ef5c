// Complex numbers in double precision.

import Glibc

/// A complex number; two doubles, real part first, so that an array of them is what C and NumPy call complex128.
@frozen
public struct Complex: Equatable, Sendable {
  public var real: Double
  public var imaginary: Double

  @inlinable
  public init(_ real: Double, _ imaginary: Double = 0) {
    self.real = real
    self.imaginary = imaginary
  }

  /// The number of a magnitude and an angle in radians.
  @inlinable
  public init(magnitude: Double, angle: Double) {
    self.init(magnitude * cos(angle), magnitude * sin(angle))
  }

  @inlinable public static var zero: Complex { Complex(0, 0) }
  @inlinable public static var one: Complex { Complex(1, 0) }
  @inlinable public static var i: Complex { Complex(0, 1) }

  @inlinable public var conjugate: Complex { Complex(real, -imaginary) }
  /// The square of the magnitude.
  @inlinable public var norm: Double { real * real + imaginary * imaginary }
  /// Scaled where squares would leave the range of doubles. The C library's function for it has a
  /// version that older systems lack.
  @inlinable public var magnitude: Double {
    let square = norm
    if square > 1e-280 && square < 1e300 { return square.squareRoot() }
    let size = max(abs(real), abs(imaginary))
    if size == 0 || !size.isFinite { return size.isNaN ? .nan : abs(real) + abs(imaginary) }
    let (a, b) = (real / size, imaginary / size)
    return size * (a * a + b * b).squareRoot()
  }
  /// Angle in radians, from -pi to pi.
  @inlinable public var angle: Double { atan2(imaginary, real) }
  @inlinable public var isFinite: Bool { real.isFinite && imaginary.isFinite }

  @inlinable
  public static prefix func - (a: Complex) -> Complex { Complex(-a.real, -a.imaginary) }
  @inlinable
  public static func + (a: Complex, b: Complex) -> Complex {
    Complex(a.real + b.real, a.imaginary + b.imaginary)
  }
  @inlinable
  public static func - (a: Complex, b: Complex) -> Complex {
    Complex(a.real - b.real, a.imaginary - b.imaginary)
  }
  @inlinable
  public static func * (a: Complex, b: Complex) -> Complex {
    Complex(
      a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real)
  }
  @inlinable
  public static func * (a: Double, b: Complex) -> Complex { Complex(a * b.real, a * b.imaginary) }
  @inlinable
  public static func * (a: Complex, b: Double) -> Complex { b * a }
  /// Scaled, so that neither overflows where the quotient does not (Smith's method).
  @inlinable
  public static func / (a: Complex, b: Complex) -> Complex {
    if abs(b.real) >= abs(b.imaginary) {
      let ratio = b.imaginary / b.real
      let scale = b.real + b.imaginary * ratio
      return Complex(
        (a.real + a.imaginary * ratio) / scale, (a.imaginary - a.real * ratio) / scale)
    }
    let ratio = b.real / b.imaginary
    let scale = b.real * ratio + b.imaginary
    return Complex((a.real * ratio + a.imaginary) / scale, (a.imaginary * ratio - a.real) / scale)
  }
  @inlinable
  public static func / (a: Complex, b: Double) -> Complex { Complex(a.real / b, a.imaginary / b) }
  @inlinable
  public static func += (a: inout Complex, b: Complex) { a = a + b }
  @inlinable
  public static func -= (a: inout Complex, b: Complex) { a = a - b }
  @inlinable
  public static func *= (a: inout Complex, b: Complex) { a = a * b }

  /// e to the power of a complex number.
  @inlinable
  public static func exp(_ z: Complex) -> Complex {
    Complex(magnitude: Glibc.exp(z.real), angle: z.imaginary)
  }

  /// The square root with a real part that is not negative.
  @inlinable
  public static func sqrt(_ z: Complex) -> Complex {
    if z == .zero { return .zero }
    let root = ((z.magnitude + abs(z.real)) / 2).squareRoot()
    let other = z.imaginary / (2 * root)
    if z.real >= 0 { return Complex(root, other) }
    return z.imaginary >= 0 ? Complex(other, root) : Complex(-other, -root)
  }
}
