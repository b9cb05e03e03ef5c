// Complex numbers at the edges of the range of doubles.

import LaneNumerics
import Testing

@Suite struct ComplexTests {
  @Test func magnitudesStayInRange() {
    #expect(Complex(3, 4).magnitude == 5)
    #expect(abs(Complex(3e200, -4e200).magnitude / 5e200 - 1) < 1e-15)
    #expect(abs(Complex(3e-200, 4e-200).magnitude / 5e-200 - 1) < 1e-15)
    let tiny = 5 * Double.leastNonzeroMagnitude
    #expect(Complex(0, 0).magnitude == 0 && Complex(0, -tiny).magnitude == tiny)
    #expect(Complex(.infinity, 1).magnitude == .infinity)
    #expect(Complex(.nan, 1).magnitude.isNaN && Complex(1, .nan).magnitude.isNaN)
  }

  @Test func quotientsAndRootsInvertProducts() {
    let numbers = [Complex(1, 2), Complex(-3, 0.5), Complex(0, -1), Complex(1e50, 3), Complex(-2)]
    for a in numbers {
      for b in numbers {
        let back = a * (b / a)
        #expect((back - b).magnitude <= 1e-15 * b.magnitude)
      }
      let root = Complex.sqrt(a)
      #expect((root * root - a).magnitude <= 4e-16 * a.magnitude && root.real >= 0)
    }
  }
}
