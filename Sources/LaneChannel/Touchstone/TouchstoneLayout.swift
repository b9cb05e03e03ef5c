// From the order and the format of a Touchstone file's numbers to full complex matrices.

import Glibc
import LaneNumerics

/// Puts one frequency's numbers into a full matrix of real and imaginary parts, row by row.
struct TouchstoneLayout {
  private let ports: Int
  private let format: Touchstone.Format
  private let matrix: TouchstoneHeader.MatrixFormat
  /// Whether the numbers already are the matrix.
  private let isPlain: Bool
  private let columnsFirst: Bool

  init(_ header: TouchstoneHeader, ports: Int) {
    self.ports = ports
    format = header.format
    matrix = header.matrix
    columnsFirst = ports == 2 && header.matrix == .full && !header.rowOrder
    isPlain = header.matrix == .full && header.format == .realImaginary && !columnsFirst
  }

  @inline(__always)
  func place(_ numbers: UnsafeMutablePointer<Double>, in out: UnsafeMutablePointer<Double>) {
    if isPlain {
      out.update(from: numbers, count: 2 * ports * ports)
    } else {
      placeInOrder(numbers, in: out)
    }
  }

  private func placeInOrder(
    _ numbers: UnsafeMutablePointer<Double>, in out: UnsafeMutablePointer<Double>
  ) {
    var next = numbers
    func put(_ row: Int, _ column: Int, _ value: Complex) {
      let place = 2 * (row * ports + column)
      out[place] = value.real
      out[place + 1] = value.imaginary
    }
    for outer in 0..<ports {
      let inner =
        switch matrix {
        case .full: 0..<ports
        case .lower: 0..<(outer + 1)
        case .upper: outer..<ports
        }
      for i in inner {
        let value = complex(next[0], next[1])
        next += 2
        let (row, column) = columnsFirst ? (i, outer) : (outer, i)
        put(row, column, value)
        if matrix != .full { put(column, row, value) }
      }
    }
  }

  @inline(__always)
  private func complex(_ first: Double, _ second: Double) -> Complex {
    switch format {
    case .realImaginary: Complex(first, second)
    case .magnitudeAngle: Self.polar(first, degrees: second)
    case .decibelAngle: Self.polar(pow(10, first / 20), degrees: second)
    }
  }

  /// A complex number from magnitude and degrees, exact at multiples of 90.
  static func polar(_ magnitude: Double, degrees: Double) -> Complex {
    // Both are exact: the remainder, and the distance to the nearest quarter turn up to 45 degrees.
    let turn = remainder(degrees, 360)
    let quarter = (turn / 90).rounded()
    let radians = (turn - 90 * quarter) * (Double.pi / 180)
    let (c, s) = (magnitude * cos(radians), magnitude * sin(radians))
    switch Int(quarter) {
    case 0: return Complex(c, s)
    case 1: return Complex(-s, c)
    case -1: return Complex(s, -c)
    default: return Complex(-c, -s)
    }
  }
}
